import { expect, test } from "vitest";
import { adjoint } from "../../graph/adjoint.ts";
import { Graph, elements, type Shape, type Value } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { guidedReluAdjoint } from "../relu/relu.ts";
import { absolute, erf, exponential, logarithm, power, squareRoot } from "./elementary.ts";

const builders: Readonly<Record<string, (graph: Graph, name: string, input: Value) => Value>> = {
  exponential, logarithm, absolute, erf,
  "square root": squareRoot,
  square: (...given) => power(...given, 2),
  cube: (...given) => power(...given, 3),
  "one over": (...given) => power(...given, -1),
  "power of 1.7": (...given) => power(...given, 1.7),
  "power of -0.5": (...given) => power(...given, -0.5),
};

interface ElementaryCase {
  readonly called: string;
  readonly seed: number;
  readonly offset: number;
  readonly input: Shape;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ElementaryCase[] }>(import.meta.url, "../fixtures/elementary.json");
const gpu = await testGpu();
// CPU: a slope rounds once, and its product with the gradient once or twice. GPU: WGSL lets a logarithm be wrong by 2⁻²¹ and eˣ by
// 3 + 2|x| units of 2⁻²³ (of |x| ≤ 2: 8e-7), erf by 3e-7.
const tolerance = { cpu: 2 ** -22, gpu: 3e-6 };

test.each(cases)("as PyTorch, both ways: $called of $input", async ({ called, seed, offset, input, shape, output, adjoint: stored }) => {
  const numbers = seeded(seed, elements(input), 2).map((x) => x + offset);
  const build = (graph: Graph): Value => (builders[called] as typeof erf)(graph, "out", graph.input("x", input));
  await expectAgreement(gpu, build, { x: numbers }, { shape, values: decodeFloats(output), adjoint: readAdjoint(stored, shape) }, tolerance);
});

test("guided backpropagation is defined for ReLUs alone", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2]);
  const y = exponential(graph, "y", x);
  const guided = () => adjoint(graph, y, graph.input("seed", [1, 2]), [x], guidedReluAdjoint);
  expect(guided).toThrow(expect.objectContaining({ code: "no-guided-gradient" }) as Error);
});
