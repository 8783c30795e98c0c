import { expect, test } from "vitest";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { elements, Graph, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, expectClose, readAdjoint, readFixture, runOnGpu, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { conv } from "../conv/conv.ts";
import { batchNorm } from "./batch_norm.ts";

interface BatchNormCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, C]
  readonly epsilon: number;
  readonly variance: { readonly scale: number; readonly offset: number };
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly BatchNormCase[] }>(import.meta.url, "../fixtures/batch_norm.json");
const gpu = await testGpu();
// GPU: inverseSqrt is good to 2 units in the last place, and four float32 operations follow.
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 };

test.each(cases)("normalises as PyTorch does, both ways: $name", async ({ seed, input, epsilon, variance, shape, output, adjoint }) => {
  const channels = input.at(-1) ?? 0;
  await expectAgreement(gpu, (graph) => batchNorm(graph, "out", graph.input("image", input), {
    gamma: graph.parameter("gamma", [channels], seeded(seed + 1, channels, 2)),
    beta: graph.parameter("beta", [channels], seeded(seed + 2, channels)),
    mean: graph.parameter("mean", [channels], seeded(seed + 3, channels)),
    variance: graph.parameter("variance", [channels], seeded(seed + 4, channels, variance.scale).map((x) => x + variance.offset)),
    epsilon,
  }), { image: seeded(seed, elements(input)) }, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

test("with an epsilon of 0 the lanes behind the last channel stay 0", async () => {
  const graph = new Graph();
  const image = graph.input("image", [1, 2, 2, 3]);
  const vector = (name: string, ...numbers: number[]) => graph.parameter(name, [3], Float32Array.from(numbers));
  const norm = batchNorm(graph, "norm", image, { gamma: vector("gamma", 1, 2, 0), beta: vector("beta", 0, 1, 2), mean: vector("mean", 0, 0, 0), variance: vector("variance", 1, 4, 1), epsilon: 0 });
  const weight = graph.parameter("weight", [1, 1, 3, 2], Float32Array.of(1, 0, 0, 1, 1, 1));
  const output = conv(graph, "conv", norm, weight, graph.parameter("bias", [2], new Float32Array(2))); // reads whole quads
  const inputs = { image: seeded(1, 12) };
  const expected = runByReferences(graph, [output], inputs)["conv"] as Float32Array;
  expect(expected.every(Number.isFinite)).toBe(true);
  if (gpu) expectClose((await runOnGpu(gpu, graph, [output], inputs))["conv"] as Float32Array, expected, tolerance.gpu, "conv");
});
