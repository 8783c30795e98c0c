import { test } from "vitest";
import { elements, type Shape } from "../graph.ts";
import { decodeFloats, expectAgreement, readFixture, seeded, testGpu } from "../testing/index.ts";
import { maxPool } from "./max_pool.ts";
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

const { cases } = await readFixture<{ cases: readonly PoolCase[] }>(import.meta.url, "fixtures/max_pool.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // the largest of some numbers is one of them: nothing is rounded

test.each(cases)("pools as PyTorch does: $name", async ({ seed, input, scale, offset, options, shape, output }) => {
  const image = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  await expectAgreement(gpu, (graph) => maxPool(graph, "out", graph.input("image", input), options), { image }, { shape, values: decodeFloats(output) }, tolerance);
});
