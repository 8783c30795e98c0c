// The sum of a block's road and its shortcut. Shader add.wgsl, reference add.cpu.ts.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { addCpu } from "./add.cpu.ts";
import wgsl from "./add.wgsl" with { type: "text" };
import { elementwise } from "../shared/elementwise.ts";

export const addOp: Op = {
  name: "add",
  kernel: ({ output }) => ({ wgsl, ...elementwise(output) }),
  cpu: (_, [a, b]) => addCpu(a as Float32Array, b as Float32Array),
  adjoint: (_, gradient) => [gradient, gradient],
};

/**
 * a + b of one shape.
 * @throws GraphError "graph-shape" if the shapes differ: there is no broadcasting
 */
export function add(graph: Graph, name: string, a: Value, b: Value): Value {
  if (a.shape.join() !== b.shape.join()) {
    throw new GraphError("graph-shape", `graph: "${name}" adds [${a.shape.join(", ")}] and [${b.shape.join(", ")}]; both must have one shape.`);
  }
  return graph.step(addOp, name, [a, b], a.shape);
}
