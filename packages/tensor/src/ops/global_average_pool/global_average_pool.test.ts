import { test } from "vitest";
import { elements, type Graph, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { globalAveragePool } from "./global_average_pool.ts";

interface PoolCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, C]
  readonly shape: Shape; // [N, C]
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly PoolCase[] }>(import.meta.url, "../fixtures/global_average_pool.json");
const gpu = await testGpu();
// GPU: sums in float32, and a division of up to 2.5 units in the last place (WGSL's own bound).
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 };

test.each(cases)("averages the whole map as PyTorch does, both ways: $name", async ({ seed, input, shape, output, adjoint }) => {
  const inputs = { image: seeded(seed, elements(input)) };
  const build = (graph: Graph) => globalAveragePool(graph, "out", graph.input("image", input));
  await expectAgreement(gpu, build, inputs, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});
