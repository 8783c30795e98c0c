import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint,
} from "../../testing/index.ts";
import { slice, split, type ChannelRange } from "./slice.ts";

interface SliceCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[]; // each of a seed of its own
  readonly range: ChannelRange;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly SliceCase[] }>(import.meta.url, "../fixtures/slice.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // copies

test.each(cases)("takes channels as PyTorch does, both ways: $name", async ({
  seed, inputs: [input = []], range, shape, output, adjoint,
}) => {
  const build = (graph: Graph) => slice(graph, "out", graph.input("x0", input), range);
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, tolerance);
});

test("splits into parts one behind the other", async () => {
  const build = (graph: Graph) => split(graph, "part", graph.input("x", [1, 5]), [2, 3])[1]!;
  const adjoint = { seed: Float32Array.of(7, 8, 9), gradients: { x: Float32Array.of(0, 0, 7, 8, 9) } };
  const expected = { shape: [1, 3], values: Float32Array.of(3, 4, 5), adjoint };
  await expectAgreement(gpu, build, { x: Float32Array.of(1, 2, 3, 4, 5) }, expected, tolerance);
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses channels that are not there", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2, 3, 4]);
  expect(() => slice(graph, "beyond", x, { begin: 2, end: 5 })).toThrow(refused);
  expect(() => slice(graph, "empty", x, { begin: 2, end: 2 })).toThrow(refused);
  expect(() => slice(graph, "half", x, { begin: 0.5, end: 2 })).toThrow(refused);
  expect(() => split(graph, "parts", x, [2, 3])).toThrow(refused);
});
