// The sum of a block's output and its shortcut. Shader add.wgsl.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Op, Value } from "../../graph/graph.ts";
import wgsl from "./add.wgsl" with { type: "text" };
import { elementwise } from "../shared/grid.ts";

/** a + b, element by element. */
const addReference = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, at) => x + (b[at] as number));

export const addOp: Op = {
  name: "add",
  kernel: ({ output }) => elementwise(wgsl, output),
  reference: (_, [a, b]: [Float32Array, Float32Array]) => addReference(a, b),
  adjoint: (_, gradient) => [gradient, gradient], // ∂(a + b)/∂a = ∂(a + b)/∂b = 1: block and shortcut each get all of it
};

/**
 * a + b of one shape.
 * @throws GraphError "graph-shape" if the shapes differ: there is no broadcasting
 * @example
 * ```ts
 * import { add, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const sum = add(graph, "sum", graph.input("a", [1, 2]), graph.input("b", [1, 2]));
 * runByReferences(graph, [sum], { a: Float32Array.of(1, 2), b: Float32Array.of(9, 9) }); // → { sum: Float32Array.of(10, 11) }
 * ```
 */
export function add(graph: Graph, name: string, a: Value, b: Value): Value {
  if (a.shape.join() !== b.shape.join()) {
    throw new GraphError("graph-shape", `graph: "${name}" adds [${a.shape.join(", ")}] and [${b.shape.join(", ")}]; both must have one shape.`);
  }
  return graph.step(addOp, name, [a, b], a.shape);
}
