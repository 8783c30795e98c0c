// Grad-CAM++: the method, the op that computes its weights, and that op's reference. Shader plus_plus_weights.wgsl.
import { imageShape, type Graph, type Op, type Value } from "@camlucida/tensor";
import { channelWise, positionsAndChannels, type WeightAttributes } from "./weighted_sum.ts";
import type { Method } from "./method.ts";
import wgsl from "./plus_plus_weights.wgsl" with { type: "text" };

/**
 * Grad-CAM++: weight_k = Σ_ij α_k[i,j] · max(g_k[i,j], 0),   α = g² / (2g² + S_k·g³ + ε),   S_k = Σ_ij A_k[i,j].
 * The paper has no ε: features behind a ReLU are never negative, so the denominator never vanishes.
 * Source  Chattopadhay et al. 2018, arXiv:1710.11063, section 3, for a target that enters as exp(y).
 * @param epsilon what others add to the denominator
 */
export const gradCamPlusPlusWith = (epsilon: number): Method => ({
  name: "grad-cam++",
  title: "Grad-CAM++",
  use: "Several objects of the class: covers all of them more evenly.",
  aboutClass: true,
  weights: { from: "gradient", weigh: (graph, name, features, gradient) => plusPlusWeights(graph, `${name} weights`, features, gradient, epsilon) },
  reduce: "sum",
});

export const gradCamPlusPlus = gradCamPlusPlusWith(0);

const plusPlusWeightsOp: Op<WeightAttributes> = {
  name: "plus_plus_weights",
  kernel: (step) => channelWise(step, wgsl),
  reference: (step, [feature, gradient]) => {
    const [positions, channels] = positionsAndChannels(step);
    return referenceWeights(feature as Float32Array, gradient as Float32Array, positions, channels, step.constants.epsilon);
  },
};

/** Σ relu(g)·g²/(2g² + S·g³ + ε) over the positions: features and gradient [N, H, W, K] → [N, K]. */
export const plusPlusWeights = (graph: Graph, name: string, feature: Value, gradient: Value, epsilon: number): Value =>
  graph.step(plusPlusWeightsOp, name, [feature, gradient], [imageShape(feature)[0], imageShape(feature)[3]], { epsilon });

/**
 * Σ over the positions where g > 0 of g / (2 + S·g + ε/g²), S = ΣA: see plus_plus_weights.wgsl.
 * @param feature [N, P, K]; @param gradient likewise
 * @returns [N, K]
 */
function referenceWeights(feature: Float32Array, gradient: Float32Array, positions: number, channels: number, epsilon: number): Float32Array {
  return Float32Array.from({ length: feature.length / positions }, (_, at) => {
    const first = Math.floor(at / channels) * positions * channels + (at % channels);
    let total = 0;
    for (let p = 0; p < positions; p++) total += feature[first + p * channels] as number;
    let sum = 0;
    for (let p = 0; p < positions; p++) {
      const g = gradient[first + p * channels] as number;
      if (g > 0) sum += g / (2 + total * g + (epsilon > 0 ? epsilon / g / g : 0));
    }
    return sum;
  });
}
