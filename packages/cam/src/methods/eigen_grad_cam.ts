import { hiresCam } from "./hires_cam.ts";
import type { Method } from "./method.ts";

/**
 * EigenGrad-CAM: the first principal component of g ⊙ A; Eigen-CAM that knows the class. Its sign is the one with which it correlates
 * positively with Σ_k g_k ⊙ A_k; pytorch-grad-cam leaves it to its SVD.
 * Source  Gildenblat et al., pytorch-grad-cam, EigenGradCAM.
 */
export const eigenGradCam: Method = {
  name: "eigengrad-cam",
  title: "EigenGrad-CAM",
  use: "Eigen-CAM for one class: clean maps where Grad-CAM is noisy.",
  aboutClass: true,
  weights: hiresCam.weights,
  reduce: "principal component",
};
