import { openNetwork, unfusedGraph } from "@camlucida/cam";
import { elements, openReference, webGpuDevice } from "@camlucida/tensor";
import { rungs } from "@camlucida/tensor/lab";
import { expectClose, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { insideOf } from "./inside.ts";
import { openInsight } from "./insight.ts";

const gpu = await testGpu();
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

const own = { wgsl: undefined, like: "layer" } as const;
const like = (wgsl: string) => ({ wgsl, like: "layer" } as const);

/** A tiny ResNet of three classes, looking at 32 × 32 pixels. */
async function look(device = gpu ? webGpuDevice(gpu) : openReference()) {
  const network = await openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, device, { input: [32, 32] });
  const insight = await openInsight(network);
  await insight.look(seeded(3, elements(network.graph.image.shape), 2));
  const { layers, shaders } = insideOf(unfusedGraph(network.graph));
  const shaderOf = (name: string): string => shaders[layers.find((layer) => layer.name === name)?.shader ?? -1] ?? "";
  const dispose = (): void => {
    insight.dispose();
    network.dispose();
  };
  return { network, insight, layers, shaderOf, dispose };
}

test("without a GPU no shader runs, and it says why", async () => {
  const { insight, dispose } = await look(openReference());
  await expect(insight.runShader("relu", own)).rejects.toThrow(coded("no-gpu"));
  dispose();
});

test.runIf(gpu)("every layer by its own shader: its values, and the network's answer", async () => {
  const { network, insight, layers, dispose } = await look();
  const logits = await insight.valueOf(network.graph.forward.logits.name);
  for (const { name } of layers) {
    const run = await insight.runShader(name, own);
    if (!run.compiled) throw new Error(`${name}: ${JSON.stringify(run.messages)}`);
    expect(run.values, name).toEqual(await insight.valueOf(name)); // the same shader of the same numbers
    expect(run.difference, name).toBeLessThanOrEqual(1e-5 * run.largest); // float32 sums against float64's
    expectClose(run.prediction.logits, logits, 1e-5, name);
    expect(run.prediction.classMaps.length).toBe(3 * run.prediction.mapWidth * run.prediction.mapHeight);
    expect(run.milliseconds).toBeGreaterThan(0);
  }
  dispose();
});

test.runIf(gpu)("a ReLU that lets everything pass changes the answer", async () => {
  const { network, insight, shaderOf, dispose } = await look();
  const original = shaderOf("layer2.0");
  const edited = original.replace("select(input[at], vec4f(0), input[at] <= vec4f(0))", "input[at]");
  expect(edited).not.toBe(original);
  const run = await insight.runShader("layer2.0", like(edited));
  if (!run.compiled) throw new Error(JSON.stringify(run.messages));
  expect(run.values).toEqual(await insight.valueOf("layer2.0.add"));
  expect(run.difference).toBe(-run.values.reduce((least, value) => Math.min(least, value), 0)); // what max(·, 0) takes away
  expect(run.prediction.logits).not.toEqual(await insight.valueOf(network.graph.forward.logits.name));
  expect(await insight.valueOf("layer2.0")).not.toEqual(run.values); // what is shown elsewhere stays
  dispose();
});

test.runIf(gpu)("what is wrong, at its line; beyond its text, in words", async () => {
  const { insight, shaderOf, dispose } = await look();
  const lines = shaderOf("relu").split("\n");
  const at = lines.findIndex((line) => line.includes("output[at] ="));
  const misspelt = await insight.runShader("relu", like(lines.with(at, "  output[at] = inputs[at];").join("\n")));
  expect(misspelt).toMatchObject({ compiled: false, messages: [{ kind: "error", line: at + 1 }] });
  const nameless = await insight.runShader("relu", like(shaderOf("relu").replace("fn main", "fn another")));
  expect(nameless).toMatchObject({ compiled: false, messages: [{ kind: "error", line: 0 }] });
  const unbound = await insight.runShader("relu", like(shaderOf("relu").replace("@binding(1)", "@binding(7)")));
  expect(unbound.compiled).toBe(false);
  const shorter = await insight.runShader("relu", like(shaderOf("relu").replace(/override QUADS.*/, "const QUADS = 1u;"))); // an override that is gone
  expect(shorter.compiled).toBe(true);
  await expect(insight.runShader("image", own)).rejects.toThrow(coded("layer-unknown"));
  expect(await insight.runShader("relu", own)).toMatchObject({ compiled: true, difference: 0 }); // nothing else broke
  dispose();
});

test.runIf(gpu)("a loop without end is found before it is run; the engine's own end", async () => {
  const { insight, shaderOf, dispose } = await look();
  const endless = shaderOf("relu").replace("output[at] =", "loop { if (input[at].x > 1e30) { break; } }\n  output[at] =");
  await expect(insight.runShader("relu", like(endless))).rejects.toThrow(coded("shader-endless"));
  for (const name of ["layer1.0.conv1", "maxpool", "avgpool", "fc"]) {
    const run = await insight.runShader(name, like(`${shaderOf(name)}\n// a copy`));
    expect(run, name).toMatchObject({ compiled: true });
  }
  dispose();
});

test.runIf(gpu)("a convolution by the lab's rungs, edited or not", async () => {
  const { insight, dispose } = await look();
  for (const { name, way } of rungs) {
    if (!("wgsl" in way)) continue;
    const run = await insight.runShader("layer2.0.conv1", { wgsl: way.wgsl, like: "rung" });
    if (!run.compiled) throw new Error(`${name}: ${JSON.stringify(run.messages)}`);
    expect(run.difference, name).toBeLessThanOrEqual(1e-5 * run.largest);
    const unstated = await insight.runShader("layer2.0.conv1", { wgsl: way.wgsl.replace("const PIXELS", "const PLACES"), like: "rung" });
    expect(unstated.compiled, name).toBe(false); // it says no longer how many workgroups it needs
  }
  dispose();
});
