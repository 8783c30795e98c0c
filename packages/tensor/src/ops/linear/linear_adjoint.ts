// The adjoint of a fully connected layer. Shader linear_adjoint.wgsl, reference linear_adjoint.cpu.ts.
import { elements, type Graph, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { linearAdjointCpu } from "./linear_adjoint.cpu.ts";
import wgsl from "./linear_adjoint.wgsl" with { type: "text" };

const TILE = 7; // rows per invocation, as in the shader

/** Inputs: gradient, weight. */
export const linearAdjointOp: Op = {
  name: "linear_adjoint",
  kernel: ({ inputs, output }) => {
    const [cin = 0, cout = 0] = inputs[1]?.shape ?? [];
    const rows = elements(output.shape) / cin;
    return {
      wgsl,
      constants: { ROWS: rows, IN_QUADS: quads(cin), OUT_QUADS: quads(cout) },
      workgroups: [Math.ceil(quads(cin) / 16), Math.ceil(rows / TILE / 4), 1],
    };
  },
  cpu: ({ inputs }, [gradient, weight]) => linearAdjointCpu(gradient as Float32Array, weight as Float32Array, inputs[1]?.shape[1] ?? 0),
};

/** ∂/∂input of the layer `forward`, given the gradient of its output: like its input. */
export const linearAdjoint = (graph: Graph, name: string, { inputs }: Step, gradient: Value): Value => {
  const [input, weight] = inputs as [Value, Value];
  return graph.step(linearAdjointOp, name, [gradient, weight], input.shape);
};
