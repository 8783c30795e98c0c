import { add, concat, Graph, relu } from "@camlucida/tensor";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lanesOf } from "../drawing/lanes.ts";
import { graph } from "./graph.ts";

const signsOf = (of: Graph, output: ReturnType<typeof relu>): string[] => lanesOf(of, [output]).map(({ signs }) => signs);

test("a shortcut is a lane beside the others", () => {
  const net = new Graph();
  const x = net.input("x", [1, 2, 2, 4]);
  const sum = add(net, "sum", relu(net, "b", relu(net, "a", x)), x);
  expect(signsOf(net, sum)).toEqual(["●", "├─╮", "● │", "● │", "├─╯", "●"]);
});

test("what crosses a lane is drawn across it", () => {
  const net = new Graph();
  const x = net.input("x", [1, 2, 2, 4]);
  const a = relu(net, "a", x); // waits for c and for the end, as x does
  const b = relu(net, "b", a);
  const c = add(net, "c", b, x);
  const end = concat(net, "end", [c, a, x]);
  expect(signsOf(net, end)).toEqual(["●", "├─╮", "● │", "├─┼─╮", "● │ │", "├─┤ │", "● │ │", "├─╯ │", "├───╯", "●"]);
});

test("a block of nine steps becomes one of four", async () => {
  const text = await graph.worked();
  expect(text).toContain("As described: 9 steps");
  const [, fused = ""] = text.split("Fused: 4 steps\n");
  expect(fused.split("\n").map((line) => line.replace(/ {2,}/g, " "))).toEqual([
    "● input x 16×16×8", "├─╮", "● │ conv + batch_norm + relu relu1 16×16×8", "├─╯", "● conv + batch_norm + add + relu relu2 16×16×8",
    "● global_average_pool avgpool 8", "● linear fc 3",
  ]);
});

test("a file is drawn as SVG, every step of it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-lab-"));
  try {
    const file = join(folder, "dense.svg");
    const path = fileURLToPath(new URL("../../../../packages/tensor/src/onnx/fixtures/dense_17.onnx", import.meta.url));
    let text = "";
    for await (const part of graph.here?.([path, "--svg", file]) ?? []) text += `${part}\n`;
    const svg = await readFile(file, "utf8");
    const [, fused = "", described = ""] = /(\d+) steps of the (\d+) described/.exec(text) ?? [];
    expect(svg.match(/<circle/g)).toHaveLength(Number(fused) + Number(described) + 2); // and the image in both
    expect(svg).toContain("average_pool");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await expect(graph.here?.(["--svg"])[Symbol.asyncIterator]().next()).rejects.toThrow("--svg graph.svg");
});
