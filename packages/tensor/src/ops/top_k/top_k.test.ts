import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readFixture, seeded, testGpu } from "../../testing/index.ts";
import { topK } from "./top_k.ts";

interface TopKCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [rows, classes]
  readonly k: number;
  readonly levels: number; // values rounded down to multiples of 1/levels, so that some are equal; 0: as they are
  readonly shape: Shape; // [rows, k, 2]
  readonly output: string;
}

const { cases } = await readFixture<{ cases: readonly TopKCase[] }>(import.meta.url, "../fixtures/top_k.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // chosen, not computed: indices and values are exact

test.each(cases)("ranks as PyTorch's stable sort does: $name", async ({ seed, input, k, levels, shape, output }) => {
  const scores = seeded(seed, elements(input)).map((x) => (levels ? Math.floor(x * levels) / levels : x));
  await expectAgreement(gpu, (graph) => topK(graph, "out", graph.input("scores", input), k), { scores }, { shape, values: decodeFloats(output) }, tolerance);
});

test.each([0, 4, Number.NaN])("refuses the %s largest of 3", (k) => {
  const graph = new Graph();
  const scores = graph.input("scores", [1, 3]);
  expect(() => topK(graph, "out", scores, k)).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});
