import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { add } from "./add.ts";

interface AddCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly AddCase[] }>(import.meta.url, "../fixtures/add.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // one float32 sum: rounded alike everywhere

test.each(cases)("adds as PyTorch does, both ways: $name", async ({ seed, input, shape, output, adjoint }) => {
  const inputs = { a: seeded(seed, elements(input)), b: seeded(seed + 1, elements(input)) };
  const build = (graph: Graph) => add(graph, "out", graph.input("a", input), graph.input("b", input));
  await expectAgreement(gpu, build, inputs, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

test("refuses two shapes: there is no broadcasting", () => {
  const graph = new Graph();
  const [a, b] = [graph.input("a", [1, 2, 2, 3]), graph.input("b", [1, 1, 1, 3])];
  expect(() => add(graph, "out", a, b)).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});
