// Every method, by name, in the order in which to meet them.
import { ablationCam } from "./ablation_cam.ts";
import { cam } from "./cam.ts";
import { eigenCam } from "./eigen_cam.ts";
import { eigenGradCam } from "./eigen_grad_cam.ts";
import { gradCam } from "./grad_cam.ts";
import { gradCamPlusPlus } from "./grad_cam_plus_plus.ts";
import { guidedBackpropagation } from "./guided_backpropagation.ts";
import { guidedGradCam } from "./guided_grad_cam.ts";
import { hiresCam } from "./hires_cam.ts";
import { inputGradient } from "./input_gradient.ts";
import { layerCam } from "./layer_cam.ts";
import type { Method } from "./method.ts";
import { scoreCam } from "./score_cam.ts";
import { xGradCam } from "./x_grad_cam.ts";

/**
 * All methods, in the order in which to meet them. Each has a name, a title, a line on when to use it, and how it weighs features.
 * @example
 * ```ts
 * import { methods } from "@camlucida/cam";
 *
 * methods.length; // → 13
 * methods[0]?.title; // → "CAM"
 * const slow = methods.filter(({ weights }) => weights.from === "passes");
 * slow.map(({ name }) => name); // → ["ablation-cam", "score-cam"]
 * ```
 */
export const methods: readonly Method[] = [
  cam, gradCam, gradCamPlusPlus, hiresCam, xGradCam, layerCam, eigenCam, eigenGradCam, ablationCam, scoreCam,
  inputGradient, guidedBackpropagation, guidedGradCam,
];

/**
 * "grad-cam" → Grad-CAM.
 * @throws Error for a name that is none of theirs; the message lists them
 * @example
 * ```ts
 * import { methodNamed } from "@camlucida/cam";
 *
 * methodNamed("grad-cam++").title; // → "Grad-CAM++"
 * ```
 */
export function methodNamed(name: string): Method {
  const found = methods.find((method) => method.name === name);
  if (!found) throw new Error(`There is no method "${name}"; there are ${methods.map((method) => method.name).join(", ")}.`);
  return found;
}
