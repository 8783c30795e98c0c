// Batch normalisation with the statistics of training, and its adjoint. Shaders batch_norm.wgsl and batch_norm_adjoint.wgsl.
//
//   y = (x − mean) / √(variance + ε) · γ + β          ∂/∂x = g · γ / √(variance + ε)
//
// Shapes    x, y, g [N, H, W, C]; γ, β, mean, variance [C].
// Source    Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2.
import type { Graph, Kernel, Op, Step, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { lastAxis } from "../../graph/shapes.ts";
import adjointWgsl from "./batch_norm_adjoint.wgsl" with { type: "text" };
import wgsl from "./batch_norm.wgsl" with { type: "text" };
import { elementwise } from "../shared/grid.ts";

/** A batch-norm's four vectors, each [C]. */
export interface BatchNormParameters {
  readonly gamma: Value;
  readonly beta: Value;
  readonly mean: Value;
  readonly variance: Value;
  readonly epsilon: number;
}

export type BatchNormAttributes = { readonly epsilon: number };

/** @param input [N, H, W, C]; the other arrays [C] */
function batchNormReference(
  input: Float32Array, gamma: Float32Array, beta: Float32Array,
  mean: Float32Array, variance: Float32Array, epsilon: number,
): Float32Array {
  const scale = scaleOf(gamma, variance, epsilon);
  return input.map((x, at) => {
    const c = at % gamma.length;
    return (x - (mean[c] as number)) * (scale[c] as number) + (beta[c] as number);
  });
}

/** @param gradient [N, H, W, C]; gamma, variance [C] */
function batchNormAdjointReference(gradient: Float32Array, gamma: Float32Array, variance: Float32Array, epsilon: number): Float32Array {
  const scale = scaleOf(gamma, variance, epsilon);
  return gradient.map((g, at) => g * (scale[at % scale.length] as number));
}

/** γ / √(variance + ε), [C]. */
export const scaleOf = (gamma: Float32Array, variance: Float32Array, epsilon: number): Float64Array =>
  Float64Array.from(gamma, (g, c) => g / Math.sqrt((variance[c] as number) + epsilon));

const kernel = (shader: string, { output, constants: { epsilon } }: Step<BatchNormAttributes>): Kernel =>
  elementwise(shader, output, { CHANNEL_QUADS: quads(lastAxis(output)), EPSILON: epsilon });

type Vector = Float32Array;

/** Inputs: image, γ, β, mean, variance. */
export const batchNormOp: Op<BatchNormAttributes> = {
  name: "batch_norm",
  kernel: (step) => kernel(wgsl, step),
  reference: ({ constants }, [input, ...vectors]: [Float32Array, Vector, Vector, Vector, Vector]) => batchNormReference(input, ...vectors, constants.epsilon),
  adjoint: (step, gradient, { graph, name }) => [batchNormAdjoint(graph, name, step, gradient)],
};

/** Inputs: gradient, γ, variance. */
const batchNormAdjointOp: Op<BatchNormAttributes> = {
  name: "batch_norm_adjoint",
  kernel: (step) => kernel(adjointWgsl, step),
  reference: ({ constants }, [gradient, gamma, variance]: [Float32Array, Vector, Vector]) =>
    batchNormAdjointReference(gradient, gamma, variance, constants.epsilon),
};

/**
 * (x − mean) / √(variance + ε) · γ + β of [N, H, W, C].
 * @example
 * ```ts
 * import { batchNorm, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const number = (name: string, value: number) => graph.parameter(name, [1], Float32Array.of(value));
 * const statistics = { mean: number("mean", 3), variance: number("variance", 4), epsilon: 0 };
 * const image = graph.input("image", [1, 1, 2, 1]);
 * const learnt = { gamma: number("gamma", 10), beta: number("beta", 1) };
 * const output = batchNorm(graph, "output", image, { ...learnt, ...statistics });
 * runByReferences(graph, [output], { image: Float32Array.of(3, 5) }); // → { output: Float32Array.of(1, 11) }
 * ```
 */
export const batchNorm = (graph: Graph, name: string, input: Value, p: BatchNormParameters): Value =>
  graph.step(batchNormOp, name, [input, p.gamma, p.beta, p.mean, p.variance], input.shape, { epsilon: p.epsilon });

/** ∂/∂input of a batch-norm, given the gradient of its output. */
const batchNormAdjoint = (graph: Graph, name: string, { inputs, constants }: Step<BatchNormAttributes>, gradient: Value): Value => {
  const [, gamma, , , variance] = inputs as [Value, Value, Value, Value, Value];
  return graph.step(batchNormAdjointOp, name, [gradient, gamma, variance], gradient.shape, constants);
};
