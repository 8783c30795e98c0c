// Fully connected layer, at every row or position. Shader linear.wgsl, reference linear.cpu.ts.
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Op, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { linearCpu } from "./linear.cpu.ts";
import { linearAdjoint } from "./linear_adjoint.ts";
import wgsl from "./linear.wgsl" with { type: "text" };

const TILE = 7; // rows per invocation, as in the shader

export const linearOp: Op = {
  name: "linear",
  kernel: ({ inputs, output }) => {
    const [cin = 0, cout = 0] = inputs[1]?.shape ?? [];
    const rows = elements(output.shape) / cout;
    return {
      wgsl,
      constants: { ROWS: rows, IN_QUADS: quads(cin), OUT_QUADS: quads(cout) },
      workgroups: [Math.ceil(quads(cout) / 2 / 8), Math.ceil(rows / TILE / 8), 1],
    };
  },
  cpu: (_, [input, weight, bias]) => linearCpu(input as Float32Array, weight as Float32Array, bias as Float32Array),
  adjoint: (step, gradient, { graph, name }) => [linearAdjoint(graph, name, step, gradient)],
};

/**
 * [..., Cin] → [..., Cout]: out = in · weight + bias, the last axis of whatever precedes it.
 * @param weight [Cin, Cout] (the transpose of PyTorch's)
 * @param bias [Cout]
 * @throws GraphError "graph-shape" if the channels do not meet
 */
export function linear(graph: Graph, name: string, input: Value, weight: Value, bias: Value): Value {
  const [cin, cout = 0] = weight.shape;
  if (input.shape.at(-1) !== cin || bias.shape[0] !== cout) {
    throw new GraphError("graph-shape", `graph: "${name}" multiplies [${input.shape.join(", ")}] by [${weight.shape.join(", ")}] and adds [${bias.shape.join(", ")}]; the channels must meet.`);
  }
  return graph.step(linearOp, name, [input, weight, bias], [...input.shape.slice(0, -1), cout]);
}
