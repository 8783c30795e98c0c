// Batch normalisation with the statistics of training. Shader batch_norm.wgsl, reference batch_norm.cpu.ts.
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { batchNormCpu } from "./batch_norm.cpu.ts";
import { batchNormAdjoint } from "./batch_norm_adjoint.ts";
import wgsl from "./batch_norm.wgsl" with { type: "text" };
import { elementwise } from "../shared/elementwise.ts";

/** A batch-norm's four vectors, each [C]. */
export interface BatchNormParameters {
  readonly gamma: Value;
  readonly beta: Value;
  readonly mean: Value;
  readonly variance: Value;
  readonly epsilon: number;
}

export const batchNormOp: Op = {
  name: "batch_norm",
  kernel: ({ output, constants }) => {
    const grid = elementwise(output);
    const channelQuads = quads(output.shape.at(-1) ?? 1);
    return { wgsl, ...grid, constants: { ...grid.constants, CHANNEL_QUADS: channelQuads, EPSILON: constants["epsilon"] ?? 0 } };
  },
  cpu: ({ constants }, [input, gamma, beta, mean, variance]) =>
    batchNormCpu(
      input as Float32Array, gamma as Float32Array, beta as Float32Array,
      mean as Float32Array, variance as Float32Array, constants["epsilon"] ?? 0,
    ),
  adjoint: (step, gradient, { graph, name }) => [batchNormAdjoint(graph, name, step, gradient)],
};

/** (x − mean) / √(variance + ε) · γ + β of [N, H, W, C]. */
export const batchNorm = (graph: Graph, name: string, input: Value, p: BatchNormParameters): Value =>
  graph.step(batchNormOp, name, [input, p.gamma, p.beta, p.mean, p.variance], input.shape, { epsilon: p.epsilon });
