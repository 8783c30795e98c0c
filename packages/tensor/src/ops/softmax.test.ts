import { test } from "vitest";
import { elements, type Shape } from "../graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readFixture, seeded, testGpu } from "../testing/index.ts";
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

const { cases } = await readFixture<{ cases: readonly SoftmaxCase[] }>(import.meta.url, "fixtures/softmax.json");
const gpu = await testGpu();
// GPU: WGSL allows exp 3 + 2·|x| units in the last place, above and, weighted by e^x, in the sum below; the division 2.5;
// the float32 sum a few: 16 units of 2⁻²³ in all.
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 };

test.each(cases)("turns logits into probabilities as PyTorch does: $name", async ({ seed, input, scale, offset, shape, output }) => {
  const logits = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  await expectAgreement(gpu, (graph) => softmax(graph, "out", graph.input("logits", input)), { logits }, { shape, values: decodeFloats(output) }, tolerance);
});
