import { test } from "vitest";
import { elements, type Shape } from "../graph.ts";
import { decodeFloats, expectAgreement, readFixture, seeded, testGpu } from "../testing/index.ts";
import { softmax } from "./softmax.ts";

interface SoftmaxCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [rows, classes]
  readonly scale: number;
  readonly offset: number;
  readonly shape: Shape;
  readonly output: string;
}

const { cases } = readFixture<{ cases: readonly SoftmaxCase[] }>(import.meta.url, "fixtures/softmax.json");
const gpu = await testGpu();
// At −5000 a float32 logit is a multiple of 2⁻¹¹: rounding it moves e^x by up to 2⁻¹² = 2.4e-4, where Python kept float64.
// Elsewhere the CPU rounds once, and the GPU's exp is good to 3 + 2·|x| units in the last place (WGSL), |x| ≤ 20 where it counts.
const toleranceAt = (offset: number) => (offset === 0 ? { cpu: 2 ** -23, gpu: 1e-5 } : { cpu: 5e-4, gpu: 5e-4 });

test.each(cases)("turns logits into probabilities as PyTorch does: $name", async ({ seed, input, scale, offset, shape, output }) => {
  const logits = seeded(seed, elements(input), scale).map((x) => x + offset);
  await expectAgreement(gpu, (graph) => softmax(graph, "out", graph.input("logits", input)), { logits }, { shape, values: decodeFloats(output) }, toleranceAt(offset));
});
