import { batchNorm, conv, fuse, Graph, runByReferences } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import type { InsideLayer } from "../../engine/protocol.ts";
import { channelOf, foldedInto, foldOf, halved, histogramOf, momentsOf, normalisedBy, normsOf } from "./batch_norm.ts";

test("by hand: (7 − 3)/√(3.99 + 0.01) · 10 + 1", () => {
  const norm = { gamma: 10, beta: 1, mean: 3, variance: 3.99, epsilon: 0.01 };
  expect(normalisedBy(norm, 7)).toBeCloseTo(21, 12);
  const { scale, shift } = foldOf(norm);
  expect([scale, shift]).toEqual([expect.closeTo(5, 12), expect.closeTo(-14, 12)]);
  const folded = foldedInto({ scale, shift }, Float64Array.of(1, -2), 0.5);
  expect([...folded.kernel]).toEqual([expect.closeTo(5, 12), expect.closeTo(-10, 12)]);
  expect(folded.bias).toBeCloseTo(-11.5, 12);
});

test("the fold gives what the engine's fused graph does", () => {
  const graph = new Graph();
  const channels = 3;
  const vector = (name: string, numbers: Float32Array) => graph.parameter(name, [channels], numbers);
  const [weights, biases] = [seeded(1, 2 * channels), seeded(2, channels)];
  const of = { gamma: seeded(3, channels, 2), beta: seeded(4, channels), mean: seeded(5, channels), variance: seeded(6, channels).map((x) => x + 1.5) };
  const image = graph.input("image", [1, 1, 1, 2]);
  const before = conv(graph, "conv", image, graph.parameter("weight", [1, 1, 2, channels], weights), vector("bias", biases));
  const output = batchNorm(graph, "bn", before, { gamma: vector("gamma", of.gamma), beta: vector("beta", of.beta), mean: vector("mean", of.mean), variance: vector("variance", of.variance), epsilon: 1e-5 });
  const fused = fuse(graph, [output]);
  expect(fused.steps.length).toBe(1);
  const input = Float32Array.of(0.75, -1.25);
  const expected = runByReferences(fused, [output], { image: input })["bn"] as Float32Array;
  for (let k = 0; k < channels; k++) {
    const norm = { gamma: of.gamma[k] as number, beta: of.beta[k] as number, mean: of.mean[k] as number, variance: of.variance[k] as number, epsilon: 1e-5 };
    const { kernel, bias } = foldedInto(foldOf(norm), Float64Array.of(weights[k] as number, weights[channels + k] as number), biases[k] as number);
    // The reference is rounded to float32 at the end.
    expect((kernel[0] as number) * 0.75 + (kernel[1] as number) * -1.25 + bias).toBeCloseTo(expected[k] as number, 6);
  }
});

test("a histogram counts every value once", () => {
  expect(histogramOf([-9, 0, 0.4, 0.6, 1, 9], 0, 1, 2).counts).toEqual([3, 3]);
  expect(histogramOf([2, 2], 2, 2, 3).counts).toEqual([2, 0, 0]);
});

test("mean and deviation; a channel", () => {
  expect(momentsOf([1, 3])).toEqual({ mean: 2, deviation: 1 });
  expect([...channelOf(Float32Array.of(1, 2, 3, 4), 2, 1)]).toEqual([2, 4]);
});

test("a batch-norm's place: the convolution before it, the ReLU behind it", () => {
  const layer = (name: string, op: string, input: string, parameters = 0): InsideLayer =>
    ({ name, op, inputs: [{ name: input, shape: [] }], parameters: Array.from({ length: parameters }, () => ({ name: "", shape: [] })) }) as unknown as InsideLayer;
  const layers = [layer("conv1", "conv", "image", 2), layer("bn1", "batch_norm", "conv1", 4), layer("relu", "relu", "bn1"), layer("conv2", "conv", "relu", 2), layer("bn2", "batch_norm", "conv2", 4), layer("sum", "add", "bn2")];
  expect(normsOf(layers).map(({ norm, before, after }) => [norm.name, before.name, after?.name])).toEqual([["bn1", "conv1", "relu"], ["bn2", "conv2", undefined]]);
});

test("a channel that a ReLU halves", () => {
  const isHalved = halved(Float32Array.of(-1, 1, 1, -1, -1, -1), 3);
  expect([0, 1, 2].map(isHalved)).toEqual([false, true, true]);
});
