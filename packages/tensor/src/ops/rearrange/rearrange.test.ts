import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { rearrange } from "./rearrange.ts";

interface RearrangeCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[];
  readonly view: Shape;
  readonly order: readonly number[];
  readonly result: Shape;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly RearrangeCase[] }>(import.meta.url, "../fixtures/rearrange.json");
const gpu = await testGpu();

test.each(cases)("moves numbers as PyTorch does, both ways: $name", async ({ seed, inputs: [input = []], view, order, result, shape, output, adjoint }) => {
  const build = (graph: Graph) => rearrange(graph, "out", graph.input("x0", input), { view, order, shape: result });
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, { cpu: 0, gpu: 0 }); // copies
});

test("refuses other numbers, no order, and more axes than a kernel counts along", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 4, 4, 8]);
  const refused = (code: string): Error => expect.objectContaining({ code }) as Error;
  expect(() => rearrange(graph, "more", x, { view: [4, 4, 8], order: [0, 1, 2], shape: [129] })).toThrow(refused("graph-shape"));
  expect(() => rearrange(graph, "twice", x, { view: [16, 8], order: [0, 0], shape: [128] })).toThrow(refused("attribute"));
  expect(() => rearrange(graph, "seven", x, { view: [2, 2, 2, 2, 2, 2, 2], order: [6, 5, 4, 3, 2, 1, 0], shape: [128] })).toThrow(refused("attribute"));
});
