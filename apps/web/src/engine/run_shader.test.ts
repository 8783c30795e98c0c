import { openNetwork, unfusedGraph } from "@camlucida/cam";
import { elements, openReference, webGpuDevice } from "@camlucida/tensor";
import { expectClose, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { insideOf } from "./inside.ts";
import { openInsight } from "./insight.ts";

const gpu = await testGpu();
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

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
  await expect(insight.runShader("relu", undefined)).rejects.toThrow(coded("no-gpu"));
  dispose();
});

test.runIf(gpu)("every layer by its own shader: its values, and the network's answer", async () => {
  const { network, insight, layers, dispose } = await look();
  const logits = await insight.valueOf(network.graph.forward.logits.name);
  for (const { name } of layers) {
    const run = await insight.runShader(name, undefined);
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
  const own = shaderOf("layer2.0");
  const edited = own.replace("select(input[at], vec4f(0), input[at] <= vec4f(0))", "input[at]");
  expect(edited).not.toBe(own);
  const run = await insight.runShader("layer2.0", edited);
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
  const misspelt = await insight.runShader("relu", lines.with(at, "  output[at] = inputs[at];").join("\n"));
  expect(misspelt).toMatchObject({ compiled: false, messages: [{ kind: "error", line: at + 1 }] });
  const nameless = await insight.runShader("relu", shaderOf("relu").replace("fn main", "fn another"));
  expect(nameless).toMatchObject({ compiled: false, messages: [{ kind: "error", line: 0 }] });
  const unbound = await insight.runShader("relu", shaderOf("relu").replace("@binding(1)", "@binding(7)"));
  expect(unbound.compiled).toBe(false);
  const shorter = await insight.runShader("relu", shaderOf("relu").replace(/override QUADS.*/, "const QUADS = 1u;")); // an override that is gone
  expect(shorter.compiled).toBe(true);
  await expect(insight.runShader("image", undefined)).rejects.toThrow(coded("layer-unknown"));
  expect(await insight.runShader("relu", undefined)).toMatchObject({ compiled: true, difference: 0 }); // nothing else broke
  dispose();
});

test.runIf(gpu)("a loop without end is found before it is run; the engine's own end", async () => {
  const { insight, shaderOf, dispose } = await look();
  const endless = shaderOf("relu").replace("output[at] =", "loop { if (input[at].x > 1e30) { break; } }\n  output[at] =");
  await expect(insight.runShader("relu", endless)).rejects.toThrow(coded("shader-endless"));
  for (const name of ["layer1.0.conv1", "maxpool", "avgpool", "fc"]) {
    const run = await insight.runShader(name, `${shaderOf(name)}\n// a copy`);
    expect(run, name).toMatchObject({ compiled: true });
  }
  dispose();
});
