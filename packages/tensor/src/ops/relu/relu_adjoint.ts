// How a gradient passes a ReLU. Shader relu_adjoint.wgsl, references relu_adjoint.cpu.ts.
import type { Graph, Op, Step, Value } from "../../graph/graph.ts";
import { elementwise } from "../shared/elementwise.ts";
import { guidedReluAdjointCpu, reluAdjointCpu } from "./relu_adjoint.cpu.ts";
import wgsl from "./relu_adjoint.wgsl" with { type: "text" };

const kernel = ({ output }: Step, guided: number) => {
  const grid = elementwise(output);
  return { wgsl, ...grid, constants: { ...grid.constants, GUIDED: guided } };
};

export const reluAdjointOp: Op = {
  name: "relu_adjoint",
  kernel: (step) => kernel(step, 0),
  cpu: (_, [gradient, y]) => reluAdjointCpu(gradient as Float32Array, y as Float32Array),
};

export const guidedReluAdjointOp: Op = {
  name: "guided_relu_adjoint",
  kernel: (step) => kernel(step, 1),
  cpu: (_, [gradient, y]) => guidedReluAdjointCpu(gradient as Float32Array, y as Float32Array),
};

/** ∂/∂input of y = max(input, 0), given the gradient of y. */
export const reluAdjoint = (graph: Graph, name: string, gradient: Value, y: Value): Value =>
  graph.step(reluAdjointOp, name, [gradient, y], y.shape);

/** Guided backpropagation: what is negative does not pass either. */
export const guidedReluAdjoint = (graph: Graph, name: string, gradient: Value, y: Value): Value =>
  graph.step(guidedReluAdjointOp, name, [gradient, y], y.shape);
