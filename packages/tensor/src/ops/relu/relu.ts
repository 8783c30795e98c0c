// Rectified linear unit: max(x, 0). Shader relu.wgsl, reference relu.cpu.ts.
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { elementwise } from "../shared/elementwise.ts";
import { reluCpu } from "./relu.cpu.ts";
import wgsl from "./relu.wgsl" with { type: "text" };

export const reluOp: Op = {
  name: "relu",
  kernel: ({ output }) => ({ wgsl, ...elementwise(output) }),
  cpu: (_, [input]) => reluCpu(input as Float32Array),
  adjoint: ({ output }, gradient, { graph, name, relu: rule }) => [rule(graph, name, gradient, output)],
};

/** max(x, 0) of any shape. */
export const relu = (graph: Graph, name: string, input: Value): Value => graph.step(reluOp, name, [input], input.shape);
