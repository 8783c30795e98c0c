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

/** max(x, 0) of any shape. */
export const relu = (graph: Graph, name: string, input: Value): Value => graph.step(reluOp, name, [input], input.shape);

/** The gradient where the ReLU's output is positive, else 0. All of one length. */
const reluAdjointReference = (gradient: Float32Array, y: Float32Array): Float32Array =>
  gradient.map((g, at) => ((y[at] as number) > 0 ? g : 0));

/** As above, and only what is positive itself. */
const guidedReluAdjointReference = (gradient: Float32Array, y: Float32Array): Float32Array =>
  gradient.map((g, at) => ((y[at] as number) > 0 ? Math.max(g, 0) : 0));

/** Inputs: gradient, the ReLU's output. */
const reluAdjointOp: Op = {
  name: "relu_adjoint",
  kernel: ({ output }) => elementwise(adjointWgsl, output, { GUIDED: 0 }),
  reference: (_, [gradient, y]: [Float32Array, Float32Array]) => reluAdjointReference(gradient, y),
};

/** Inputs: likewise. */
const guidedReluAdjointOp: Op = {
  name: "guided_relu_adjoint",
  kernel: ({ output }) => elementwise(adjointWgsl, output, { GUIDED: 1 }),
  reference: (_, [gradient, y]: [Float32Array, Float32Array]) => guidedReluAdjointReference(gradient, y),
};

/** ∂/∂input of y = max(input, 0), given the gradient of y. */
export const reluAdjoint = (graph: Graph, name: string, gradient: Value, y: Value): Value =>
  graph.step(reluAdjointOp, name, [gradient, y], y.shape);

/** Guided backpropagation: what is negative does not pass either. */
export const guidedReluAdjoint = (graph: Graph, name: string, gradient: Value, y: Value): Value =>
  graph.step(guidedReluAdjointOp, name, [gradient, y], y.shape);
