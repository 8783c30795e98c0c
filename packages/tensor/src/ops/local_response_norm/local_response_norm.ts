// Local response normalisation, each channel by its neighbours, and its adjoint. Shaders local_response_norm.wgsl and
// local_response_norm_adjoint.wgsl.
//
//   d[c] = k + α/n · Σ over the window of c of x²,   out = x/d^β
//   ∂/∂x[c] = g[c]/d[c]^β − 2·α·β/n · x[c] · Σ over the windows i that hold c of g[i]·x[i]/d[i]^(β+1)
//
// Shapes    [..., C] → [..., C]
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import adjointWgsl from "./local_response_norm_adjoint.wgsl" with { type: "text" };
import wgsl from "./local_response_norm.wgsl" with { type: "text" };

/** `size` channels, of which `before` come before the one in question. */
export type ResponseAttributes = {
  readonly size: number; readonly before: number; readonly alpha: number; readonly beta: number; readonly k: number;
};

/** d of every channel of one pixel. @param x [C] */
function divisorsOf(x: Float32Array, { size, before, alpha, k }: ResponseAttributes): Float64Array {
  return Float64Array.from(x, (_, c) => {
    let sum = 0;
    for (const neighbour of x.subarray(Math.max(c - before, 0), c - before + size)) sum += neighbour ** 2;
    return k + (alpha / size) * sum;
  });
}

/** In float64. @param input [rows, channels] */
function responseReference(input: Float32Array, channels: number, attributes: ResponseAttributes): Float32Array {
  const output = new Float32Array(input.length);
  for (let row = 0; row < input.length; row += channels) {
    const x = input.subarray(row, row + channels);
    const divisors = divisorsOf(x, attributes);
    x.forEach((number, c) => { output[row + c] = number * (divisors[c] as number) ** -attributes.beta; });
  }
  return output;
}

/** In float64. @param gradient of the output, like the input, [rows, channels] */
function responseAdjointReference(
  gradient: Float32Array, input: Float32Array, channels: number, attributes: ResponseAttributes,
): Float32Array {
  const { size, before, alpha, beta } = attributes;
  const output = new Float32Array(input.length);
  for (let row = 0; row < input.length; row += channels) {
    const [x, g] = [input.subarray(row, row + channels), gradient.subarray(row, row + channels)];
    const divisors = divisorsOf(x, attributes);
    const parts = divisors.map((d, i) => (g[i] as number) * (x[i] as number) * d ** (-beta - 1));
    divisors.forEach((d, c) => {
      const sum = parts.subarray(Math.max(c + before - size + 1, 0), c + before + 1).reduce((a, b) => a + b, 0);
      output[row + c] = (g[c] as number) * d ** -beta - ((2 * alpha * beta) / size) * (x[c] as number) * sum;
    });
  }
  return output;
}

function kernelOf(shader: string, { output, constants }: Step<ResponseAttributes>): Kernel {
  const { size, before, alpha, beta, k } = constants;
  const channels = lastAxis(output);
  const quadCount = (elements(output.shape) / channels) * quads(channels);
  const { row, along, layers } = wrapped(quadCount, workgroupIn(shader)[0]);
  return {
    wgsl: shader, constants: { SIZE: size, BEFORE: before, ALPHA: alpha, BETA: beta, K: k },
    sizes: { channels, quads: quadCount, row }, workgroups: [along, layers, 1],
  };
}

const responseOp: Op<ResponseAttributes> = {
  name: "local_response_norm",
  kernel: (step) => kernelOf(wgsl, step),
  reference: ({ output, constants }, [input]: [Float32Array]) => responseReference(input, lastAxis(output), constants),
  adjoint: ({ inputs: [input], output, constants }, gradient, { graph, name }) =>
    [graph.step(responseAdjointOp, name, [gradient, input as Value], output.shape, constants)],
};

/** Inputs: gradient, the input. */
const responseAdjointOp: Op<ResponseAttributes> = {
  name: "local_response_norm_adjoint",
  kernel: (step) => kernelOf(adjointWgsl, step),
  reference: ({ output, constants }, [gradient, input]: [Float32Array, Float32Array]) =>
    responseAdjointReference(gradient, input, lastAxis(output), constants),
};

/** The paper's n, α, β and k. Unless said, PyTorch's: α 1e-4, β 0.75, k 1, and ⌊n/2⌋ channels before. */
export type ResponseOptions = Partial<ResponseAttributes> & { readonly size: number };

/**
 * Divides each channel by what its neighbours respond.
 * @throws GraphError "graph-shape" for a window without its own channel
 * @example
 * ```ts
 * import { Graph, localResponseNorm, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = localResponseNorm(graph, "output", graph.input("x", [1, 2]), { size: 3, alpha: 3, beta: 1, k: 0 });
 * runByReferences(graph, [output], { x: Float32Array.of(1, 2) }); // → { output: Float32Array.of(0.2, 0.4) }
 * ```
 */
export function localResponseNorm(graph: Graph, name: string, input: Value, options: ResponseOptions): Value {
  const { size, before = Math.floor(size / 2), alpha = 1e-4, beta = 0.75, k = 1 } = options;
  if (![size, before].every(Number.isInteger) || before < 0 || before >= size) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" looks at ${size} channels, ${before} of them before its own; expected 0 ≤ before < size.`,
    );
  }
  return graph.step(responseOp, name, [input], input.shape, { size, before, alpha, beta, k });
}
