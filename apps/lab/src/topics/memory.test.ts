import { add, Graph, relu } from "@camlucida/tensor";
import { timelineOf } from "@camlucida/tensor/lab";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { resnet18 } from "../here/networks.ts";
import { memory } from "./memory.ts";

test("a shortcut keeps its array until the sum; the next one takes its place", () => {
  const graph = new Graph();
  const a = relu(graph, "a", graph.input("x", [1, 4]));
  const b = relu(graph, "b", a);
  const c = add(graph, "c", b, a);
  const d = relu(graph, "d", c);
  const { lives, sizes } = timelineOf(graph, [d]);
  expect(lives.map(({ step, from, to }) => [step.output.name, from, to])).toEqual([["a", 1, 3], ["b", 2, 3], ["c", 3, 4], ["d", 4, 4]]);
  expect(sizes).toEqual([16, 16, 16]); // a and b may not be written while c is made of them
  const [, , , last] = lives;
  expect([0, 1]).toContain(last?.buffer);
});

test("in ResNet-18 nobody writes what somebody still reads", () => {
  const { graph, logits } = resnet18();
  const { lives } = timelineOf(graph, [logits]);
  expect(lives).toHaveLength(68);
  for (const one of lives) {
    for (const other of lives) if (one !== other && one.buffer === other.buffer) expect(one.to < other.from || other.to < one.from, `${one.from} and ${other.from}`).toBe(true);
    for (const value of one.step.inputs) {
      const read = lives.find(({ step }) => step.output === value);
      if (read) expect(read.to).toBeGreaterThanOrEqual(one.from);
    }
  }
});

test("the worked example states the shapes of the paper's table", async () => {
  const text = await memory.worked();
  expect(text).toContain("112×112×64 3211 kB"); // 112 · 112 · 64 · 4 bytes
  expect(text).toContain("23 arrays");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(78);
});

test("a file is looked at by its path", async () => {
  const path = fileURLToPath(new URL("../../../../packages/tensor/src/onnx/fixtures/dense_17.onnx", import.meta.url));
  let text = "";
  for await (const part of memory.here?.([path]) ?? []) text += `${part}\n`;
  expect(text).toMatch(/dense_17, fused: \d+ arrays/);
  await expect(memory.here?.(["a", "b"])[Symbol.asyncIterator]().next()).rejects.toThrow("one name");
});
