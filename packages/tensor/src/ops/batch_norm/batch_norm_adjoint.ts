// The adjoint of batch normalisation. Shader batch_norm_adjoint.wgsl, reference batch_norm_adjoint.cpu.ts.
import type { Graph, Op, Step, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { batchNormAdjointCpu } from "./batch_norm_adjoint.cpu.ts";
import wgsl from "./batch_norm_adjoint.wgsl" with { type: "text" };
import { elementwise } from "../shared/elementwise.ts";

/** Inputs: gradient, γ, variance. */
export const batchNormAdjointOp: Op = {
  name: "batch_norm_adjoint",
  kernel: ({ output, constants }) => {
    const grid = elementwise(output);
    const channelQuads = quads(output.shape.at(-1) ?? 1);
    return { wgsl, ...grid, constants: { ...grid.constants, CHANNEL_QUADS: channelQuads, EPSILON: constants["epsilon"] ?? 0 } };
  },
  cpu: ({ constants }, [gradient, gamma, variance]) =>
    batchNormAdjointCpu(gradient as Float32Array, gamma as Float32Array, variance as Float32Array, constants["epsilon"] ?? 0),
};

/** ∂/∂input of the batch-norm `forward`, given the gradient of its output. */
export const batchNormAdjoint = (graph: Graph, name: string, { inputs, constants }: Step, gradient: Value): Value => {
  const [, gamma, , , variance] = inputs as [Value, Value, Value, Value, Value];
  return graph.step(batchNormAdjointOp, name, [gradient, gamma, variance], gradient.shape, constants);
};
