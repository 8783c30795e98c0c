import { relu } from "@camlucida/tensor";
import type { Method } from "./method.ts";

/**
 * Layer-CAM: weight = max(g, 0), position by position, so M = Σ_k max(g_k, 0) ⊙ A_k: never negative behind a ReLU.
 * Source  Jiang et al. 2021, doi:10.1109/TIP.2021.3089943.
 */
export const layerCam: Method = {
  name: "layer-cam",
  title: "Layer-CAM",
  use: "Early layers: fine detail of what speaks for the class.",
  aboutClass: true,
  weights: { from: "gradient", weigh: (graph, name, _, gradient) => relu(graph, `${name} weights`, gradient) },
  reduce: "sum",
};
