// Does the map point at the object? By its peak alone, and by all that is positive in it.
//
//   pointing game   hit if the distance from the map's peak to a box is at most `tolerance` pixels
//   energy          Σ_{inside the boxes} max(M, 0) / Σ max(M, 0):   0 … 1
//
// The boxes are those of all instances of the class, in pixels of the enlarged map (boxes.ts). Distances go between the
// centres of pixels: from the peak to the nearest pixel of a box, 0 inside it.
// Source  Zhang et al. 2016, arXiv:1608.00507 (excitation backprop), which allows 15 pixels; Wang et al. 2020,
//         arXiv:1910.01279 (Score-CAM), section 4.3.
import type { Region } from "../preprocess/region.ts";
import { requireShape } from "../preprocess/image.ts";
import { describeMap } from "../views/scale.ts";
import { wholePixels } from "./boxes.ts";
import { unrankable } from "./explained_image.ts";
import { MetricError, noValue, type Measure } from "./measure.ts";

/**
 * 1 for a hit, 0 for a miss: the mean over images is the accuracy. Of several equal peaks the one of the lowest index counts.
 * @param map [height, width], raw and signed, enlarged
 * @throws ImageError "image-shape", "image-side", "region-outside"; MetricError "tolerance"
 */
export function pointingGame(map: Float32Array, width: number, height: number, boxes: readonly Region[], tolerance = 0): Measure {
  requireShape("the enlarged map", map.length, height, width, 1);
  if (!(tolerance >= 0)) throw new MetricError("tolerance", `the tolerance is ${tolerance} pixels; expected 0 or more, such as 15 at 224 × 224.`);
  const inside = wholePixels(boxes, width, height);
  const because = inside.length === 0 ? "no-box" : unrankable(map);
  if (because) return noValue(because);
  const { peak } = describeMap(map);
  return { value: inside.some((box) => distance(box, peak % width, Math.floor(peak / width)) <= tolerance) ? 1 : 0 };
}

/** From pixel (x, y) to the nearest pixel of a box of whole pixels. */
function distance(box: Region, x: number, y: number): number {
  const across = Math.max(box.x - x, 0, x - (box.x + box.width - 1));
  const down = Math.max(box.y - y, 0, y - (box.y + box.height - 1));
  return Math.hypot(across, down);
}

/**
 * The share of the positive values that lies inside the boxes; where boxes overlap it counts once.
 * @param map [height, width], raw and signed, enlarged
 * @throws ImageError "image-shape", "image-side", "region-outside"
 */
export function energyPointingGame(map: Float32Array, width: number, height: number, boxes: readonly Region[]): Measure {
  requireShape("the enlarged map", map.length, height, width, 1);
  const inside = wholePixels(boxes, width, height);
  if (inside.length === 0) return noValue("no-box");
  const { finite, max } = describeMap(map);
  if (!finite || max <= 0) return noValue(finite ? "map-never-positive" : "map-not-finite");
  let [within, all] = [0, 0];
  map.forEach((value, at) => {
    const energy = Math.max(value, 0);
    all += energy;
    if (inside.some((box) => distance(box, at % width, Math.floor(at / width)) === 0)) within += energy;
  });
  return { value: within / all };
}
