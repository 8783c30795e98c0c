import { globalAveragePool } from "@camlucida/tensor";
import type { Method } from "./method.ts";

/**
 * Grad-CAM: weight_k = 1/Z · Σ_ij g_k[i,j], with g = ∂(target)/∂A and Z positions.
 * At the last layer g_k = w_ck/Z everywhere, so the map is CAM's, divided by Z.
 * Source  Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2. Its ReLU is the view `positive`.
 */
export const gradCam: Method = {
  name: "grad-cam",
  title: "Grad-CAM",
  use: "The standard for layers before the last; coarse but robust.",
  aboutClass: true,
  weights: { from: "gradient", weigh: (graph, name, _, gradient) => globalAveragePool(graph, `${name} weights`, gradient) },
  reduce: "sum",
};
