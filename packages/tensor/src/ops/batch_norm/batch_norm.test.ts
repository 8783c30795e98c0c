import { test } from "vitest";
import { elements, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
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
