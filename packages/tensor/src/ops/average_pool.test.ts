import { test } from "vitest";
import { elements, type Shape } from "../graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readFixture, seeded, testGpu } from "../testing/index.ts";
import { averagePool, globalAveragePool } from "./average_pool.ts";
import type { PoolOptions } from "./pool.ts";

interface PoolCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, C]
  readonly scale: number;
  readonly offset: number;
  readonly options: PoolOptions;
  readonly shape: Shape; // [N, H', W', C]
  readonly output: string;
}

const { cases } = await readFixture<{ cases: readonly PoolCase[] }>(import.meta.url, "fixtures/average_pool.json");
const gpu = await testGpu();
// GPU: 25 sums in float32 and a division of up to 2.5 units in the last place (WGSL's own bound).
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 };

test.each(cases)("pools as PyTorch does: $name", async ({ seed, input, scale, offset, options, shape, output }) => {
  const image = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  await expectAgreement(gpu, (graph) => averagePool(graph, "out", graph.input("image", input), options), { image }, { shape, values: decodeFloats(output) }, tolerance);
});

type GlobalCase = Pick<PoolCase, "name" | "seed" | "input" | "shape" | "output">;
const whole = (await readFixture<{ cases: readonly GlobalCase[] }>(import.meta.url, "fixtures/global_average_pool.json")).cases;

test.each(whole)("averages the whole map as PyTorch does: $name", async ({ seed, input, shape, output }) => {
  const inputs = { image: seeded(seed, elements(input)) };
  await expectAgreement(gpu, (graph) => globalAveragePool(graph, "out", graph.input("image", input)), inputs, { shape, values: decodeFloats(output) }, tolerance);
});
