import { loadCheckpoint, metadataKeys, openReference, workOf } from "@camlucida/tensor";
import { deviceOf, expectClose, onnxFileOf, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { methodNamed } from "../methods/index.ts";
import { namedPreprocessing } from "../preprocess/named.ts";
import { preprocessingFor } from "../preprocess/stated.ts";
import { defaultMethodOf, openNetwork } from "./network.ts";
import { forwardGraph, unfusedGraph } from "./network_graph.ts";
import { logitOf } from "./requests.ts";

const gpu = await testGpu();
const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
const input = [64, 96] as const;

test("one step per layer, the stages in order, each of which ends in a step", () => {
  const { graph, stages } = unfusedGraph(forwardGraph(checkpoint, input));
  const kinds = (name: string): number => graph.steps.filter(({ op }) => op.name === name).length;
  // 17 convolutions and 3 projections, each with its batch-norm; a ReLU after the stem and two per block; 8 blocks
  expect(["conv", "batch_norm", "relu", "add", "max_pool", "global_average_pool", "linear", "softmax"].map(kinds)).toEqual([20, 20, 17, 8, 1, 1, 1, 1]);
  const outputs = graph.steps.map(({ output }) => output);
  const ends = Object.values(stages).map((value) => outputs.indexOf(value));
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  expect([ends[0], ends.at(-1)]).toEqual([2, outputs.length - 1]); // conv, batch-norm, ReLU
  for (const step of graph.steps) {
    expect(workOf(step).operations, step.output.name).toBeGreaterThan(0);
    expect(step.op.kernel(step).wgsl).toContain("fn main(");
  }
});

test("without a max-pool the stage of that name has no steps, and the first one begins with the stem", () => {
  const conv1 = { shape: [4, 3, 3, 3], data: seeded(1, 4 * 27, 1) };
  const tensors = tinyResnet().set("conv1.weight", conv1);
  const { graph, stages } = unfusedGraph(forwardGraph({ tensors, metadata: { [metadataKeys.stem]: "stride=1,pool=none" }, skipped: [] }, input));
  expect(stages["maxpool"]!).toBe(stages["stem"]!);
  expect(graph.steps.filter(({ op }) => op.name === "max_pool")).toEqual([]);
  expect([stages["stem"]!.shape, stages["layer4"]!.shape]).toEqual([[1, 64, 96, 4], [1, 8, 12, 16]]);
});

test.for([["the GPU", gpu], ["the CPU", undefined]] as const)("it ends where the fused network does, on %s", async ([name, adapter], { skip }) => {
  if (name === "the GPU" && !adapter) return skip();
  const image = seeded(1, input[0] * input[1] * 3, 2);
  const device = deviceOf(adapter);
  const network = await openNetwork(checkpoint, device, { input });
  const { prediction } = await network.forward([image]);
  const { graph, image: value, stages } = unfusedGraph(network.graph);
  const inspection = await device.inspect(graph);
  await inspection.run({ [value.name]: image });
  // float32 sums in another order, through 20 layers
  expectClose(await inspection.valueOf(stages["layer4"]!), prediction.features, 1e-5, "layer4");
  expectClose(await inspection.valueOf(stages["logits"]!), prediction.logits, 1e-5, "logits");
  expectClose(await inspection.valueOf(stages["probabilities"]!), prediction.probabilities, 1e-5, "probabilities");
  inspection.dispose();
  network.dispose();
});

test("a backbone answers with its features' means; Eigen-CAM is defined, and what is about a class says why it is not", async () => {
  const tensors = new Map([...tinyResnet()].filter(([name]) => !name.startsWith("fc.")));
  const network = await openNetwork({ tensors, metadata: {}, skipped: [] }, openReference(), { input });
  expect([network.hasClasses, network.hasClassMaps, network.classes, defaultMethodOf(network)]).toEqual([false, false, 16, "eigen-cam"]);
  using pass = await network.forward([seeded(1, input[0] * input[1] * 3, 2)]);
  const { logits, features, mapWidth, mapHeight } = pass.prediction;
  const means = Float32Array.from({ length: 16 }, (_, k) => features.reduce((sum, x, at) => sum + (at % 16 === k ? x : 0), 0) / (mapWidth * mapHeight));
  expectClose(logits, means, 1e-5, "features");
  const mapBy = (name: string) => pass.map({ method: methodNamed(name), layer: "layer4" }, logitOf(0, 16));
  expect((await mapBy("eigen-cam")).values).toHaveLength(mapWidth * mapHeight);
  for (const name of ["cam", "grad-cam", "score-cam", "guided-backpropagation"]) {
    await expect(mapBy(name), name).rejects.toThrow(expect.objectContaining({ code: "no-classes" }) as Error);
  }
  network.dispose();
});

test("a network that normalises its pixels itself is computed of ImageNet's alone", () => {
  const tensors = tinyResnet().set("normalize.mean", { shape: [1, 3, 1, 1], data: Float32Array.of(0.485, 0.456, 0.406) }).set("normalize.std", { shape: [1, 3, 1, 1], data: Float32Array.of(0.229, 0.224, 0.225) });
  const opened = (preprocessing: keyof typeof namedPreprocessing) => {
    const own = { tensors, metadata: {}, skipped: [] };
    return forwardGraph(own, input, preprocessingFor(own, { before: [namedPreprocessing[preprocessing]!] }));
  };
  expect(opened("torchvision").architecture.unread).toEqual(["normalize.mean", "normalize.std"]);
  for (const name of ["none", "keras-tf", "clip"]) {
    const refused = { code: "preprocessing-unsupported", message: expect.stringMatching(new RegExp(`otherwise before \\(${name}\\).*--preprocess torchvision`)) as string };
    expect(() => opened(name), name).toThrow(expect.objectContaining(refused) as Error);
  }
});

test("a network of pooling alone is refused: there is no layer to look at", async () => {
  const pooling = { op: "AveragePool", inputs: ["image"], outputs: ["pooled"], attributes: { kernel_shape: [3, 3], strides: [3, 3], pads: [1, 1, 1, 1] } };
  const file = onnxFileOf({ inputs: { image: [1, 3, 2, 2] }, outputs: [["pooled", [1, 3, 1, 1]]], nodes: [pooling] });
  const alone = await loadCheckpoint(file);
  expect(() => forwardGraph(alone)).toThrow(expect.objectContaining({ code: "checkpoint-unsupported", message: expect.stringContaining("no layer") as string }) as Error);
});
