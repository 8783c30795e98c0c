import type { Method } from "./method.ts";
import { plusPlusWeights } from "./plus_plus_weights.ts";

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
