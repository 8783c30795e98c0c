import { expect, test } from "vitest";
import type { Graph, Op, Value } from "../graph/graph.ts";
import { multiply } from "../ops/arithmetic/arithmetic.ts";
import { relu } from "../ops/relu/relu.ts";
import { expectCentralDifferences } from "./central_differences.ts";
import { seeded } from "./seeded.ts";

/** x², and a gradient that is `factor`·x·g. */
const square = (factor: number): Op => ({
  name: "square",
  kernel: () => { throw new Error("square: on the CPU only"); },
  reference: (_, [x]) => Float32Array.from(x as Float32Array, (each) => each * each),
  adjoint: ({ inputs: [x] }, gradient, { graph, name }) => [multiply(graph, name, multiply(graph, `${name}: product`, gradient, x as Value), factor)],
});
const hold = (op: Op): void => expectCentralDifferences(
  (graph: Graph) => graph.step(op, "out", [graph.input("x", [2, 5])], [2, 5]), ["x"], { x: seeded(1, 10) }, seeded(2, 10));

test("holds a gradient that is the derivative, and no other", () => {
  hold(square(2));
  expect(() => hold(square(2.00001))).toThrow("gradient against central differences");
});

test("holds nothing where there is no derivative, and leaves float32 as it was", () => {
  expectCentralDifferences((graph) => relu(graph, "out", graph.input("x", [3])), ["x"], { x: Float32Array.of(0, 1, -1) }, Float32Array.of(1, 1, 1));
  expect(new Float32Array(1).BYTES_PER_ELEMENT).toBe(4);
});
