// XGrad-CAM's channel weights. Shader x_grad_weights.wgsl, reference x_grad_weights.cpu.ts.
import type { Graph, Op, Value } from "@camlucida/tensor";
import { channelWise, positionsAndChannels } from "./channel_wise.ts";
import { xGradWeightsCpu } from "./x_grad_weights.cpu.ts";
import wgsl from "./x_grad_weights.wgsl" with { type: "text" };

export const xGradWeightsOp: Op = {
  name: "x_grad_weights",
  kernel: (step) => channelWise(step, wgsl),
  reference: (step, [feature, gradient]) => {
    const [positions, channels] = positionsAndChannels(step);
    return xGradWeightsCpu(feature as Float32Array, gradient as Float32Array, positions, channels, step.constants["epsilon"] ?? 0);
  },
};

/** Σ g·A / (ΣA + ε) over the positions: features and gradient [N, H, W, K] → [N, K]. */
export const xGradWeights = (graph: Graph, name: string, feature: Value, gradient: Value, epsilon: number): Value =>
  graph.step(xGradWeightsOp, name, [feature, gradient], [feature.shape[0] ?? 1, feature.shape[3] ?? 0], { epsilon });
