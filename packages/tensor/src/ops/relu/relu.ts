// Rectified linear unit, max(x, 0), and how a gradient passes it. Shaders relu.wgsl and relu_adjoint.wgsl.
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { elementwise } from "../shared/grid.ts";
import adjointWgsl from "./relu_adjoint.wgsl" with { type: "text" };
import wgsl from "./relu.wgsl" with { type: "text" };

/** max(x, 0), element by element; a NaN stays a NaN, so that a broken network shows. */
const reluReference = (input: Float32Array): Float32Array => input.map((x) => (x < 0 ? 0 : x));

export const reluOp: Op = {
  name: "relu",
  kernel: ({ output }) => elementwise(wgsl, output),
  reference: (_, [input]: [Float32Array]) => reluReference(input),
  adjoint: ({ output }, gradient, { graph, name, relu: rule }) => [rule(graph, name, gradient, output)],
};

/**
 * max(x, 0) of any shape.
 * @example
 * ```ts
 * import { Graph, relu, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = relu(graph, "output", graph.input("input", [3]));
 * runByReferences(graph, [output], { input: Float32Array.of(-1, 0, 2) }); // → { output: Float32Array.of(0, 0, 2) }
 * ```
 */
export const relu = (graph: Graph, name: string, input: Value): Value => graph.step(reluOp, name, [input], input.shape);

/** The gradient where the ReLU's output is positive, else 0. All of one length. */
const reluAdjointReference = (gradient: Float32Array, y: Float32Array): Float32Array =>
  gradient.map((g, at) => ((y[at] as number) > 0 ? g : 0));

/** As above, and only what is positive itself. */
const guidedReluAdjointReference = (gradient: Float32Array, y: Float32Array): Float32Array =>
  gradient.map((g, at) => ((y[at] as number) > 0 ? Math.max(g, 0) : 0));

/** Inputs: gradient, the ReLU's output. */
export const reluAdjointOp: Op = {
  name: "relu_adjoint",
  kernel: ({ output }) => elementwise(adjointWgsl, output, { GUIDED: 0 }),
  reference: (_, [gradient, y]: [Float32Array, Float32Array]) => reluAdjointReference(gradient, y),
};

/** Inputs: likewise. */
export const guidedReluAdjointOp: Op = {
  name: "guided_relu_adjoint",
  kernel: ({ output }) => elementwise(adjointWgsl, output, { GUIDED: 1 }),
  reference: (_, [gradient, y]: [Float32Array, Float32Array]) => guidedReluAdjointReference(gradient, y),
};

/**
 * ∂/∂input of y = max(input, 0), given the gradient of y.
 * @example
 * ```ts
 * import { Graph, reluAdjoint, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const gradient = reluAdjoint(graph, "gradient", graph.input("seed", [3]), graph.input("y", [3]));
 * const inputs = { seed: Float32Array.of(5, -6, 7), y: Float32Array.of(1, 2, 0) };
 * runByReferences(graph, [gradient], inputs); // → { gradient: Float32Array.of(5, -6, 0) }
 * ```
 */
export const reluAdjoint = (graph: Graph, name: string, gradient: Value, y: Value): Value =>
  graph.step(reluAdjointOp, name, [gradient, y], y.shape);

/**
 * Guided backpropagation: what is negative does not pass either.
 * @example
 * ```ts
 * import { Graph, guidedReluAdjoint, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const gradient = guidedReluAdjoint(graph, "gradient", graph.input("seed", [3]), graph.input("y", [3]));
 * const inputs = { seed: Float32Array.of(5, -6, 7), y: Float32Array.of(1, 2, 0) };
 * runByReferences(graph, [gradient], inputs); // → { gradient: Float32Array.of(5, 0, 0) }
 * ```
 */
export const guidedReluAdjoint = (graph: Graph, name: string, gradient: Value, y: Value): Value =>
  graph.step(guidedReluAdjointOp, name, [gradient, y], y.shape);
