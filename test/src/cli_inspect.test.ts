// `camlucida inspect` and `--list-layers` as processes: what they print where, and their exit codes.
import { onnxFileOf, smallNetwork } from "@camlucida/tensor/testing";
import { writeSafetensors } from "@camlucida/tensor";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
const cam = (...args: string[]): Promise<Run> => place.cam(...args);

beforeAll(async () => {
  place = await openWorkplace();
  const nodes = [...(smallNetwork.nodes ?? []), ...["one", "two"].map((name) => ({ op: "Gemm", name, inputs: ["row", "fc.weight", "fc.bias"], outputs: [`${name} logits`], attributes: { transB: 1 } }))];
  await writeFile(join(place.folder, "two.onnx"), onnxFileOf({ ...smallNetwork, nodes, outputs: [["one logits", ["N", 2]], ["two logits", ["N", 2]]] }));
  await writeFile(join(place.folder, "odd.safetensors"), writeSafetensors(new Map([["odd.weight", { shape: [2], data: Float32Array.of(1, 2) }]])));
});
afterAll(() => place.close());

test("a model is inspected without a device, for people and for programs", async () => {
  const [text, json] = await Promise.all([cam("inspect", place.model, "--labels", "labels.txt"), cam("inspect", place.model, "--json")]);
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toMatch(/^\S+tiny\.safetensors {2}\d+\.\d kB, safetensors\n/);
  expect(text.stdout).toContain("  network         resnet18, by the names and shapes of its tensors\n");
  expect(text.stdout).toContain("  classes         3: cat, dog, cart (as given)\n");
  expect(text.stdout).not.toContain("\u001b");
  const found: unknown = JSON.parse(json.stdout);
  expect(found).toMatchObject({ ok: true, name: "tiny", network: { architecture: "resnet18", lastLayer: "layer4", defaultMethod: "cam", classMaps: { areExact: true } }, file: { format: "safetensors", path: place.model } });
});

test("the layers alone", async () => {
  const [text, json, same] = await Promise.all([cam("--list-layers", "--model", place.model), cam("inspect", place.model, "--list-layers", "--json"), cam("inspect", place.model, "--list-layers")]);
  expect(text).toMatchObject({ code: 0, stderr: "", stdout: same.stdout });
  expect(text.stdout.split("\n").slice(0, 2)).toEqual(["    stem      relu  112 × 112 ×  4", "    layer1    relu   56 ×  56 ×  4"]);
  expect(JSON.parse(json.stdout)).toContainEqual({ name: "layer3.1", kind: "relu", height: 14, width: 14, channels: 12, isStage: false });
});

test("what is refused has the exit code of the refusal, and what it holds on standard output", async () => {
  const [text, json, layers, none, missing] = await Promise.all([
    cam("inspect", "odd.safetensors"), cam("inspect", "odd.safetensors", "--json"), cam("inspect", "odd.safetensors", "--list-layers"), cam("inspect", cat), cam("inspect", "nowhere.pth"),
  ]);
  expect(text.code).toBe(4);
  expect(text.stdout).toMatch(/holds +1 tensor, 2 numbers\n[^]*✗ [^]*\(checkpoint-architecture\)\n$/);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, error: { code: "checkpoint-architecture" }, contents: { tensors: 1 } });
  expect([json.code, layers.code, layers.stdout]).toEqual([4, 4, ""]);
  expect(layers.stderr).toMatch(/^✗ odd\.safetensors: /);
  expect(none).toMatchObject({ code: 4, stdout: "", stderr: expect.stringContaining("a PNG image") as string });
  expect(missing).toMatchObject({ code: 4, stderr: expect.stringContaining("nowhere.pth") as string });
});

test("of several outputs one is chosen by --output, where several could be meant", async () => {
  const [unnamed, named, wrong, none] = await Promise.all([
    cam("inspect", "two.onnx"), cam(cat, "--model", "two.onnx", "--output", "two logits", "--device", "cpu", "--json", "--out", "two.png"),
    cam(cat, "--model", "two.onnx", "--output", "three"), cam(cat, "--model", place.model, "--output", "logits"),
  ]);
  expect(unnamed.stdout).toContain("checkpoint-output");
  expect(named).toMatchObject({ code: 0, stdout: expect.stringContaining('"ok":true') as string });
  expect(wrong).toMatchObject({ code: 4, stderr: expect.stringMatching(/two\.onnx: .*no output "three"; the file has "one logits" \[N, 2\], "two logits" \[N, 2\]/) as string });
  expect(none).toMatchObject({ code: 4, stderr: expect.stringContaining("Outputs are chosen of ONNX files") as string });
});

test("mistyped commands are refused with what was meant", async () => {
  const runs = await Promise.all([cam("inspect"), cam("inspect", "--model", "x.pth"), cam("inspect", "a.pth", "b.pth"), cam("--list-layers", "a.png"), cam("--output", "map.png", cat), cam("inspect", "--help")]);
  expect(runs.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 0]);
  expect(runs.map(({ stderr }) => stderr).join("")).toMatch(/No model was given[^]*inspect x\.pth[^]*"b\.pth" is one word too many[^]*"a\.png" is one word too many[^]*--out TEMPLATE names the picture/);
});
