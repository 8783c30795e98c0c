// Maps as torch-cam makes them: at the layer's own resolution, ReLU (but for CAM) → −min → ÷(max + 1e-8).
// Left out: its Grad-CAM++, whose published denominator it does not apply.
// Source  frgfm/torch-cam, methods/core.py (_normalize) and one class per method, mid-2026.
import { cam } from "../methods/cam.ts";
import { gradCam } from "../methods/grad_cam.ts";
import { layerCam } from "../methods/layer_cam.ts";
import type { Method } from "../methods/method.ts";
import { xGradCam } from "../methods/x_grad_cam.ts";
import type { RawMap } from "../network/requests.ts";

const guard = 1e-8;

/** Its methods. */
export const torchCamMethods: readonly Method[] = [cam, gradCam, xGradCam, layerCam];

/**
 * [height, width] of the layer, 0 … 1.
 * @example
 * ```ts
 * import { torchCam } from "@camlucida/cam";
 *
 * const map = { method: "grad-cam", layer: "layer4", width: 3, height: 1, values: Float32Array.of(-1, 0, 2) };
 * torchCam(map); // → Float32Array.of(0, 0, 1)
 * ```
 */
export function torchCam({ method, values }: RawMap): Float32Array {
  const kept = method === cam.name ? values : values.map((x) => Math.max(x, 0));
  const min = kept.reduce((least, x) => Math.min(least, x), Infinity);
  const max = kept.reduce((most, x) => Math.max(most, x), -Infinity) - min;
  return kept.map((x) => (x - min) / (max + guard));
}
