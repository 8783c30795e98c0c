import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint,
} from "../../testing/index.ts";
import { pad, type Padding } from "./pad.ts";

interface PadCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[]; // each of a seed of its own
  readonly padding: Padding;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly PadCase[] }>(import.meta.url, "../fixtures/pad.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // copies

test.each(cases)("pads as PyTorch does, both ways: $name", async ({
  seed, inputs: [input = []], padding, shape, output, adjoint,
}) => {
  const build = (graph: Graph) => pad(graph, "out", graph.input("x0", input), padding);
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, tolerance);
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses what is no image, and what would be nothing", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 3, 3, 4]);
  expect(() => pad(graph, "rows", graph.input("rows", [3, 4]), { left: 1 })).toThrow(refused);
  expect(() => pad(graph, "nothing", x, { left: -2, right: -1 })).toThrow(refused);
});
