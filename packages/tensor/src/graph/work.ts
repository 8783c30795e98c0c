// How much a step of a graph has to do, counted from its shapes: what a roofline needs, beside a time.
// Counted is the mathematics, not what a kernel may repeat or save, and not the epilogue of a fused convolution.
import { elements, type Shape, type Step, type Value } from "./graph.ts";
import { axes } from "./shapes.ts";

/** How much a step has to do, at least. */
export interface Work {
  readonly operations: number; // a multiply-add counts two; an addition, comparison, division or exponential one
  readonly bytes: number; // least traffic: every input and the output once, nothing kept from before
}

/**
 * How much a step has to do, at least.
 * @example
 * ```ts
 * import { Graph, linear, workOf } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const weight = graph.parameter("weight", [512, 1000], new Float32Array(512_000));
 * const bias = graph.parameter("bias", [1000], new Float32Array(1000));
 * linear(graph, "logits", graph.input("pooled", [1, 512]), weight, bias);
 * graph.steps.map(workOf); // → [{ operations: 1_024_000, bytes: 2_058_048 }]
 * ```
 */
export function workOf(step: Step): Work {
  const arrays = [...new Set([...step.inputs, step.output])];
  const bytes = arrays.reduce((sum, { shape, type }) => sum + elements(shape) * (type === "u8" ? 1 : 4), 0);
  return { operations: counts[step.op.name]?.(step) ?? 0, bytes };
}

/**
 * The multiply-adds of a convolution or a linear layer, in whichever form: what papers count as a network's cost. 0 of all other steps.
 * @example
 * ```ts
 * import { Graph, linear, multiplyAddsOf } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const weight = graph.parameter("weight", [512, 1000], new Float32Array(512_000));
 * const bias = graph.parameter("bias", [1000], new Float32Array(1000));
 * linear(graph, "logits", graph.input("pooled", [1, 512]), weight, bias);
 * graph.steps.map(multiplyAddsOf); // → [512_000]
 * ```
 */
export const multiplyAddsOf = (step: Step): number => (counts[step.op.name] === product ? product(step) / 2 : 0);

type Count = (step: Step) => number;

const outputs: Count = ({ output }) => elements(output.shape);
const inputs: Count = ({ inputs: [input] }) => elements((input as Value).shape);
const weight = ({ inputs: [, of] }: Step): Shape => (of as Value).shape;

/** Of each output, over a weight [K, K, Cin/G, Cout] or [Cin, Cout]. */
const product: Count = (step) => 2 * outputs(step) * elements(weight(step).slice(0, -1));
/** As many as forwards, where the gradient, here the first input, is the output. */
const productAdjoint: Count = (step) => 2 * inputs(step) * elements(weight(step).slice(0, -1));
/** Of each output, over a weight [frequencies, Cin, Cout]. */
const winogradProduct: Count = (step) => 2 * outputs(step) * axes(step.inputs[1], 3)[1];
const windows: Count = (step) => {
  const { kernelH, kernelW } = (step as Step<{ readonly kernelH: number; readonly kernelW: number }>).constants;
  return outputs(step) * kernelH * kernelW;
};

/** By an op's name. What is not here only rearranges or transforms (Winograd's additions), and counts as traffic alone. */
const counts: Readonly<Record<string, Count>> = {
  conv: product,
  conv_tiled: product,
  linear: product,
  conv_adjoint: productAdjoint,
  linear_adjoint: productAdjoint,
  winograd_product: winogradProduct,
  winograd_product_tiled: winogradProduct,
  batch_norm: (step) => 2 * outputs(step), // a scale and a shift, each known beforehand
  relu: outputs,
  activation: outputs, // at the least: the function counts as one
  add: outputs,
  arithmetic: outputs,
  broadcast_adjoint: inputs,
  max_pool: windows, // a comparison for each position of a window
  average_pool: windows,
  global_average_pool: inputs,
  softmax: (step) => 5 * outputs(step), // largest, difference, exponential, sum, quotient
  top_k: (step) => inputs(step) * axes(step.output, 3)[1], // k rounds of comparisons
};
