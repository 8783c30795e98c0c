// XGrad-CAM: the method, the op that computes its weights, and that op's reference. Shader x_grad_weights.wgsl.
import { imageShape, type Graph, type Op, type Value } from "@camlucida/tensor";
import { channelWise, positionsAndChannels, type WeightAttributes } from "./weighted_sum.ts";
import type { Method } from "./method.ts";
import wgsl from "./x_grad_weights.wgsl" with { type: "text" };

/**
 * XGrad-CAM: weight_k = Σ_ij g_k[i,j] · A_k[i,j] / (S_k + ε),   S_k = Σ_ij A_k[i,j]: the mean gradient, weighed by where the
 * channel is active. A channel that is silent everywhere weighs 0.
 * Source  Fu et al. 2020, arXiv:2008.02312, section 3.
 * @param epsilon what others add to the divisor
 */
export const xGradCamWith = (epsilon: number): Method => ({
  name: "xgrad-cam",
  title: "XGrad-CAM",
  use: "Like Grad-CAM, with weights that keep the map's sum nearer to the score.",
  aboutClass: true,
  weights: { from: "gradient", weigh: (graph, name, features, gradient) => xGradWeights(graph, `${name} weights`, features, gradient, epsilon) },
  reduce: "sum",
});

export const xGradCam = xGradCamWith(0);

const xGradWeightsOp: Op<WeightAttributes> = {
  name: "x_grad_weights",
  kernel: (step) => channelWise(step, wgsl),
  reference: (step, [feature, gradient]) => {
    const [positions, channels] = positionsAndChannels(step);
    return referenceWeights(feature as Float32Array, gradient as Float32Array, positions, channels, step.constants.epsilon);
  },
};

/** Σ g·A / (ΣA + ε) over the positions: features and gradient [N, H, W, K] → [N, K]. */
export const xGradWeights = (graph: Graph, name: string, feature: Value, gradient: Value, epsilon: number): Value =>
  graph.step(xGradWeightsOp, name, [feature, gradient], [imageShape(feature)[0], imageShape(feature)[3]], { epsilon });

/**
 * Σ g·A / (ΣA + ε) over the positions, 0 where the divisor is 0.
 * @param feature [N, P, K]; @param gradient likewise
 * @returns [N, K]
 */
function referenceWeights(feature: Float32Array, gradient: Float32Array, positions: number, channels: number, epsilon: number): Float32Array {
  return Float32Array.from({ length: feature.length / positions }, (_, at) => {
    const first = Math.floor(at / channels) * positions * channels + (at % channels);
    let total = epsilon;
    let sum = 0;
    for (let p = 0; p < positions; p++) {
      total += feature[first + p * channels] as number;
      sum += (gradient[first + p * channels] as number) * (feature[first + p * channels] as number);
    }
    return total === 0 ? 0 : sum / total;
  });
}
