import { expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { linear } from "../ops/linear/linear.ts";
import { Graph } from "./graph.ts";
import { numbersOf } from "./parameter.ts";
import { withNumbers } from "./with_numbers.ts";

test("some parameters are others, the rest and the original stay", () => {
  const graph = new Graph();
  const [weight, bias] = [graph.parameter("weight", [2, 1], Float32Array.of(1, 10)), graph.parameter("bias", [1], Float32Array.of(5))];
  const output = linear(graph, "output", graph.input("input", [1, 2]), weight, bias);
  const other = withNumbers(graph, ({ name }, parameter) => (name === "weight" ? numbersOf(parameter).toReversed() : undefined));
  expect(runByReferences(other, [output], { input: Float32Array.of(1, 2) })).toEqual({ output: Float32Array.of(17) });
  expect(runByReferences(graph, [output], { input: Float32Array.of(1, 2) })).toEqual({ output: Float32Array.of(26) });
  expect(other.parameters.get(bias)).toBe(graph.parameters.get(bias)); // and so what a device has made of it
  expect(() => withNumbers(graph, () => new Float32Array(3))).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});
