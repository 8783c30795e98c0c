// Boxes around objects, from the photograph that they were drawn on to the map that they judge.
//
// A box is a Region: pixel (i, j) covers [i, i+1) × [j, j+1) and lies in a box if its centre does.
import { pixelsIn, type Region } from "../preprocess/region.ts";
import { MetricError } from "./measure.ts";

/**
 * The boxes on the enlarged map, cut off where the network saw no more of the photograph; a box that it did not see is dropped.
 * @param boxes in pixels of the photograph
 * @param region the part of the photograph that the network saw, as `preprocess` gives it
 * @param width of the enlarged map, pixels
 * @returns in pixels of the map
 * @throws MetricError "box" for one without an area
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
