import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, ROUNDED_TWICE, type StoredAdjoint,
} from "../../testing/index.ts";
import { imageShape } from "../../graph/shapes.ts";
import { linear } from "../linear/linear.ts";
import { flatten, flattenedWeight, reshape } from "./reshape.ts";

interface FlattenCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[]; // each of a seed of its own
  readonly classes: number;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly FlattenCase[] }>(import.meta.url, "../fixtures/flatten.json");
const gpu = await testGpu();
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 }; // GPU: at most 48 products summed in float32

test.each(cases)("a layer behind flattening gives PyTorch's numbers, both ways: $name", async ({
  seed, inputs: [input = []], classes, shape, output, adjoint,
}) => {
  const count = elements(input.slice(1));
  const build = (graph: Graph) => {
    const image = graph.input("x0", input);
    const numbers = flattenedWeight(seeded(seed + 1, count * classes), imageShape(image));
    const weight = graph.parameter("weight", [count, classes], numbers);
    const bias = graph.parameter("bias", [classes], new Float32Array(classes));
    return linear(graph, "out", flatten(graph, "flat", image), weight, bias);
  };
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, tolerance);
});

test.each([
  [[2, 3, 5, 7], [2, 105]], [[2, 105], [2, 3, 5, 7]], [[1, 2, 3, 4], [1, 3, 8]], [[3, 2, 6], [3, 3, 4]],
  [[1, 9, 9, 4], [1, 9, 4, 9]],
])("keeps every number's place in the row, both ways: %j as %j", async (from, to) => {
  const [x, seed] = [seeded(1, elements(from)), seeded(2, elements(to))];
  const expected = { shape: to, values: x, adjoint: { seed, gradients: { x: seed } } };
  const build = (graph: Graph) => reshape(graph, "out", graph.input("x", from), to);
  await expectAgreement(gpu, build, { x }, expected, { cpu: 0, gpu: 0 });
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses another number of elements", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2, 3, 4]);
  expect(() => reshape(graph, "more", x, [1, 25])).toThrow(refused);
});
