import type { Method } from "./method.ts";

/**
 * Eigen-CAM: the first principal component of A over positions; what the layer sees most of, whatever the class.
 * A component has no sign of its own: it gets the one with which the map correlates positively with Σ_k A_k. The paper does not
 * choose one; pytorch-grad-cam leaves it to its SVD.
 * Source  Muhammad & Yeasin 2020, arXiv:2008.00299.
 */
export const eigenCam: Method = {
  name: "eigen-cam",
  title: "Eigen-CAM",
  use: "No class at all: where the main object of the picture is.",
  aboutClass: false,
  weights: { from: "features" },
  reduce: "principal component",
};
