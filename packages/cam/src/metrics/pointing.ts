// Does the map point at the object? By its peak alone, and by all that is positive in it.
//
//   pointing game   hit if the distance from the map's peak to a box is at most `tolerance` pixels
//   energy          Σ_{inside the boxes} max(M, 0) / Σ max(M, 0):   0 … 1
//
// The boxes are those of all instances of the class, brought from the photograph to pixels of the enlarged map: pixel (i, j) covers
// [i, i+1) × [j, j+1) and lies in a box if its centre does. Distances go between the centres of pixels: from the peak to the nearest
// pixel of a box, 0 inside it.
// Source  Zhang et al. 2016, arXiv:1608.00507 (excitation backprop), which allows 15 pixels; Wang et al. 2020,
//         arXiv:1910.01279 (Score-CAM), section 4.3.
import { pixelsIn, type Region, requireShape } from "../preprocess/image.ts";
import { describeMap } from "../views/scale.ts";
import { unrankable, MetricError, noValue, type Measure } from "./measure.ts";

/**
 * 1 for a hit, 0 for a miss: the mean over images is the accuracy. Of several equal peaks the one of the lowest index counts.
 * @param map [height, width], raw and signed, enlarged
 * @throws ImageError "image-shape", "image-side", "region-outside"; MetricError "tolerance"
 * @example
 * ```ts
 * import { pointingGame } from "@camlucida/cam";
 *
 * pointingGame(Float32Array.of(0, 5, 0, 0), 2, 2, [{ x: 1, y: 0, width: 1, height: 1 }]); // → { value: 1 }
 * ```
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
 * @example
 * ```ts
 * import { energyPointingGame } from "@camlucida/cam";
 *
 * energyPointingGame(Float32Array.of(1, 3, -9, 0), 2, 2, [{ x: 1, y: 0, width: 1, height: 1 }]); // → { value: 0.75 }
 * ```
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

/**
 * The boxes on the enlarged map, cut off where the network saw no more of the photograph; a box that it did not see is dropped.
 * @param boxes in pixels of the photograph
 * @param region the part of the photograph that the network saw, as `preprocess` gives it
 * @param width of the enlarged map, pixels
 * @returns in pixels of the map
 * @throws MetricError "box" for one without an area
 * @example
 * ```ts
 * import { boxesOnMap } from "@camlucida/cam";
 *
 * const boxes = [{ x: 100, y: 50, width: 100, height: 50 }];
 * const seen = { x: 0, y: 0, width: 400, height: 200 };
 * boxesOnMap(boxes, seen, 8, 8); // → [{ x: 2, y: 2, width: 2, height: 2 }]
 * ```
 */
export function boxesOnMap(boxes: readonly Region[], region: Region, width: number, height: number): Region[] {
  return boxes.map((box) => boxOnMap(box, region, width, height)).filter(hasArea);
}

function boxOnMap(box: Region, region: Region, width: number, height: number): Region {
  if (!hasArea(box) || ![box.x, box.y, box.width, box.height].every(Number.isFinite)) {
    const sides = `${box.width} × ${box.height} at (${box.x}, ${box.y})`;
    throw new MetricError("box", `a box of ${sides} has no area; expected its left, top, width and height in pixels of the photograph.`);
  }
  const across = (x: number): number => clamp(((x - region.x) / region.width) * width, width);
  const down = (y: number): number => clamp(((y - region.y) / region.height) * height, height);
  const [x, y] = [across(box.x), down(box.y)];
  return { x, y, width: across(box.x + box.width) - x, height: down(box.y + box.height) - y };
}

/**
 * The whole pixels of each box that holds any.
 * @param boxes in pixels of the map; @throws ImageError "region-outside" for a box that is no part of it
 */
export function wholePixels(boxes: readonly Region[], width: number, height: number): Region[] {
  return boxes.map((box) => pixelsIn(box, width, height)).filter(hasArea);
}

const hasArea = ({ width, height }: Region): boolean => width > 0 && height > 0;

const clamp = (position: number, side: number): number => Math.min(Math.max(position, 0), side);
