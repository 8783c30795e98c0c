// Fully connected layer, at every row or position, and its adjoint. Shaders linear.wgsl and linear_adjoint.wgsl.
//
//   out[r, k] = bias[k] + Σ over c of in[r, c] · weight[c, k]          ∂/∂in[r, c] = Σ over k of g[r, k] · weight[c, k]
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { constantIn, workgroupIn } from "../../graph/shader_text.ts";
import { matrixShape } from "../../graph/shapes.ts";
import { TILE_QUADS, withRegisterTile } from "../shared/grid.ts";
import adjointWgsl from "./linear_adjoint.wgsl" with { type: "text" };
import text from "./linear.wgsl" with { type: "text" };

const wgsl = withRegisterTile(text);

/**
 * Sums in float64.
 * @param input [rows, Cin]; @param weight [Cin, Cout]; @param bias [Cout]
 * @returns [rows, Cout]
 */
export function linearReference(input: Float32Array, weight: Float32Array, bias: Float32Array): Float32Array {
  const cout = bias.length;
  const cin = weight.length / cout;
  const rows = input.length / cin;
  const output = new Float32Array(rows * cout);
  const sums = new Float64Array(cout);
  for (let row = 0; row < rows; row++) {
    sums.set(bias);
    for (let c = 0; c < cin; c++) {
      const x = input[row * cin + c] as number;
      for (let k = 0, at = c * cout; k < cout; k++, at++) sums[k] = (sums[k] as number) + x * (weight[at] as number);
    }
    output.set(sums, row * cout);
  }
  return output;
}

/**
 * Sums in float64.
 * @param gradient [rows, Cout]; @param weight [Cin, Cout]
 * @returns [rows, Cin]
 */
function linearAdjointReference(gradient: Float32Array, weight: Float32Array, cout: number): Float32Array {
  const cin = weight.length / cout;
  const output = new Float32Array((gradient.length / cout) * cin);
  output.forEach((_, at) => {
    const row = Math.floor(at / cin) * cout;
    const column = (at % cin) * cout;
    let sum = 0;
    for (let k = 0; k < cout; k++) sum += (gradient[row + k] as number) * (weight[column + k] as number);
    output[at] = sum;
  });
  return output;
}

/** @param columns that are written, in quads; an invocation computes `columnQuads` × TILE_ROWS of them */
function kernelOf(shader: string, rows: number, [cin, cout]: readonly [number, number], columns: number, columnQuads: number): Kernel {
  const [lanesX, lanesY] = workgroupIn(shader);
  return {
    wgsl: shader,
    constants: { ROWS: rows, IN_QUADS: quads(cin), OUT_QUADS: quads(cout) },
    workgroups: [Math.ceil(columns / columnQuads / lanesX), Math.ceil(rows / constantIn(shader, "TILE_ROWS") / lanesY), 1],
  };
}

/** Inputs: image, weight, bias. */
export const linearOp: Op = {
  name: "linear",
  kernel: ({ inputs, output }) => {
    const matrix = matrixShape(inputs[1]);
    return kernelOf(wgsl, elements(output.shape) / matrix[1], matrix, quads(matrix[1]), TILE_QUADS);
  },
  reference: (_, [input, weight, bias]: [Float32Array, Float32Array, Float32Array]) => linearReference(input, weight, bias),
  adjoint: (step, gradient, { graph, name }) => [linearAdjoint(graph, name, step, gradient)],
};

/** Inputs: gradient, weight. */
export const linearAdjointOp: Op = {
  name: "linear_adjoint",
  kernel: ({ inputs, output }) => {
    const matrix = matrixShape(inputs[1]);
    return kernelOf(adjointWgsl, elements(output.shape) / matrix[0], matrix, quads(matrix[0]), 1);
  },
  reference: ({ inputs }, [gradient, weight]: [Float32Array, Float32Array]) => linearAdjointReference(gradient, weight, matrixShape(inputs[1])[1]),
};

/**
 * [..., Cin] → [..., Cout]: out = in · weight + bias, the last axis of whatever precedes it.
 * @param weight [Cin, Cout] (the transpose of PyTorch's)
 * @param bias [Cout]
 * @throws GraphError "graph-shape" if the channels do not meet
 * @example
 * ```ts
 * import { Graph, linear, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const weight = graph.parameter("weight", [2, 3], Float32Array.of(1, 2, 3, 10, 20, 30));
 * const bias = graph.parameter("bias", [3], Float32Array.of(0, 0, 0.5));
 * const output = linear(graph, "output", graph.input("input", [1, 2]), weight, bias);
 * runByReferences(graph, [output], { input: Float32Array.of(1, 1) }); // → { output: Float32Array.of(11, 22, 33.5) }
 * ```
 */
export function linear(graph: Graph, name: string, input: Value, weight: Value, bias: Value): Value {
  const [cin, cout] = matrixShape(weight);
  if (input.shape.at(-1) !== cin || bias.shape[0] !== cout) {
    throw new GraphError("graph-shape", `graph: "${name}" multiplies [${input.shape.join(", ")}] by [${weight.shape.join(", ")}] and adds [${bias.shape.join(", ")}]; the channels must meet.`);
  }
  return graph.step(linearOp, name, [input, weight, bias], [...input.shape.slice(0, -1), cout]);
}

/** ∂/∂input of a layer, given the gradient of its output: like its input. */
const linearAdjoint = (graph: Graph, name: string, { inputs }: Step, gradient: Value): Value => {
  const [input, weight] = inputs as [Value, Value];
  return graph.step(linearAdjointOp, name, [gradient, weight], input.shape);
};
