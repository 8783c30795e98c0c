import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";
import { gradCam } from "./grad_cam.ts";
import { guidedBackpropagation } from "./guided_backpropagation.ts";
import type { FromImage, Method } from "./method.ts";

/**
 * Guided Grad-CAM: guided backpropagation ⊙ the positive part of Grad-CAM, enlarged to the image's size.
 * Source  Selvaraju et al. 2017, arXiv:1610.02391, section 3.2.
 */
export const guidedGradCam: Method = {
  name: "guided-grad-cam",
  title: "Guided Grad-CAM",
  use: "Fine detail, but only where Grad-CAM finds the class.",
  aboutClass: true,
  weights: { ...(guidedBackpropagation.weights as FromImage), within: gradCam },
  reduce: "sum",
};

/** `pixels` [height, width] times the positive part of `map`, enlarged bilinearly. */
export function within(pixels: Float32Array, width: number, height: number, map: Float32Array, mapWidth: number, mapHeight: number): Float32Array {
  const positive = map.map((value) => Math.max(value, 0));
  const large = resizeOpenCvF32(positive, mapWidth, mapHeight, 1, width, height);
  return pixels.map((value, at) => value * (large[at] as number));
}
