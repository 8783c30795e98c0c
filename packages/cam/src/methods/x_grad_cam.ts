import type { Method } from "./method.ts";
import { xGradWeights } from "./x_grad_weights.ts";

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
