import { test } from "vitest";
import { elements, type Graph, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { softmax } from "./softmax.ts";

interface SoftmaxCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [rows, classes]
  readonly scale: number;
  readonly offset: number;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint?: StoredAdjoint; // not of one class: it is 0, and so would be what may be rounded
}

const { cases } = await readFixture<{ cases: readonly SoftmaxCase[] }>(import.meta.url, "../fixtures/softmax.json");
const gpu = await testGpu();
// GPU: WGSL allows exp 3 + 2·|x| units in the last place, above and, weighted by e^x, in the sum below; the division 2.5;
// the float32 sum a few: 16 units of 2⁻²³ in all.
// The adjoint subtracts: in these cases Σ g·p is up to 8 times the largest gradient, and so are p's own errors.
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6, adjoint: { cpu: 5 * ROUNDED_TWICE, gpu: 2e-5 } };

test.each(cases)("turns logits into probabilities as PyTorch does, both ways: $name", async ({ seed, input, scale, offset, shape, output, adjoint }) => {
  const logits = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  const build = (graph: Graph) => softmax(graph, "out", graph.input("logits", input));
  const expected = { shape, values: decodeFloats(output), ...(adjoint && { adjoint: readAdjoint(adjoint, shape) }) };
  await expectAgreement(gpu, build, { logits }, expected, tolerance);
});
