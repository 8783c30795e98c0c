import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint,
} from "../../testing/index.ts";
import { concat } from "./concat.ts";

interface ConcatCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[]; // each of a seed of its own
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ConcatCase[] }>(import.meta.url, "../fixtures/concat.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // copies

test.each(cases)("joins as PyTorch does, both ways: $name", async ({ seed, inputs, shape, output, adjoint }) => {
  const build = (graph: Graph) => concat(graph, "out", inputs.map((input, at) => graph.input(`x${at}`, input)));
  const numbers = Object.fromEntries(inputs.map((input, at) => [`x${at}`, seeded(seed + at, elements(input))]));
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, numbers, expected, tolerance);
});

test("one value may be joined with itself", async () => {
  const build = (graph: Graph) => {
    const x = graph.input("x", [1, 1]);
    return concat(graph, "out", [x, x, x]);
  };
  const adjoint = { seed: Float32Array.of(1, 2, 4), gradients: { x: Float32Array.of(7) } };
  const expected = { shape: [1, 3], values: Float32Array.of(5, 5, 5), adjoint };
  await expectAgreement(gpu, build, { x: Float32Array.of(5) }, expected, tolerance);
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses nothing, and what differs in another axis", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2, 3, 4]);
  expect(() => concat(graph, "none", [])).toThrow(refused);
  expect(() => concat(graph, "odd", [x, graph.input("y", [1, 3, 2, 4])])).toThrow(refused);
});
