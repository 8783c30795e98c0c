// Grad-CAM++'s channel weights. Shader plus_plus_weights.wgsl, reference plus_plus_weights.cpu.ts.
import type { Graph, Op, Value } from "@camlucida/tensor";
import { channelWise, positionsAndChannels } from "./channel_wise.ts";
import { plusPlusWeightsCpu } from "./plus_plus_weights.cpu.ts";
import wgsl from "./plus_plus_weights.wgsl" with { type: "text" };

export const plusPlusWeightsOp: Op = {
  name: "plus_plus_weights",
  kernel: (step) => channelWise(step, wgsl),
  reference: (step, [feature, gradient]) => {
    const [positions, channels] = positionsAndChannels(step);
    return plusPlusWeightsCpu(feature as Float32Array, gradient as Float32Array, positions, channels, step.constants["epsilon"] ?? 0);
  },
};

/** Σ relu(g)·g²/(2g² + S·g³ + ε) over the positions: features and gradient [N, H, W, K] → [N, K]. */
export const plusPlusWeights = (graph: Graph, name: string, feature: Value, gradient: Value, epsilon: number): Value =>
  graph.step(plusPlusWeightsOp, name, [feature, gradient], [feature.shape[0] ?? 1, feature.shape[3] ?? 0], { epsilon });
