import { test } from "vitest";
import { elements, type Graph, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { averagePool, globalAveragePool } from "./average_pool.ts";
import type { PoolOptions } from "../shared/pool.ts";

interface PoolCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, C]
  readonly scale: number;
  readonly offset: number;
  readonly options: PoolOptions;
  readonly shape: Shape; // [N, H', W', C]
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly PoolCase[] }>(import.meta.url, "../fixtures/average_pool.json");
const gpu = await testGpu();
// GPU: 25 sums in float32, 9 in the adjoint, and a division of up to 2.5 units in the last place (WGSL's own bound).
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 };

test.each(cases)("pools as PyTorch does, both ways: $name", async ({ seed, input, scale, offset, options, shape, output, adjoint }) => {
  const image = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  const build = (graph: Graph) => averagePool(graph, "out", graph.input("image", input), options);
  await expectAgreement(gpu, build, { image }, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

type GlobalCase = Pick<PoolCase, "name" | "seed" | "input" | "shape" | "output" | "adjoint">;
const whole = (await readFixture<{ cases: readonly GlobalCase[] }>(import.meta.url, "../fixtures/global_average_pool.json")).cases;

test.each(whole)("averages the whole map as PyTorch does, both ways: $name", async ({ seed, input, shape, output, adjoint }) => {
  const inputs = { image: seeded(seed, elements(input)) };
  const build = (graph: Graph) => globalAveragePool(graph, "out", graph.input("image", input));
  await expectAgreement(gpu, build, inputs, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});
