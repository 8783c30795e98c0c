// What the metrics judge: a map laid over the very image that the network saw; and the function that scores variants of it.
import type { Scores } from "../methods/method.ts";
import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";
import { requireShape } from "../preprocess/image.ts";
import { describeMap } from "../views/scale.ts";
import type { Because } from "./measure.ts";

export interface ExplainedImage {
  readonly image: Float32Array; // [height, width, 3], the network's normalised input: 0 is the mean colour
  readonly map: Float32Array; //   [height, width], raw and signed: enlarge() makes it
  readonly width: number; //       pixels
  readonly height: number;
}

/**
 * The target's scores of `count` variants of the image, computed on any device.
 * @param make writes the variant `index`, [height, width, 3], into an array of zeros; called once for each, in any order
 */
export type ScoreImages = (count: number, make: (index: number, into: Float32Array) => void) => Promise<Scores>;

/**
 * A raw map stretched over the network's input: OpenCV's bilinear, as the views and Score-CAM's masks have it.
 * @param map [mapHeight, mapWidth], signed
 * @returns [height, width]
 * @throws ImageError "image-shape", "image-side", "image-samples"
 * @example
 * ```ts
 * enlarge(Float32Array.of(1), 1, 1, 2, 2); // → Float32Array.of(1, 1, 1, 1)
 * ```
 */
export function enlarge(map: Float32Array, mapWidth: number, mapHeight: number, width: number, height: number): Float32Array {
  return resizeOpenCvF32(map, mapWidth, mapHeight, 1, width, height);
}

/** @throws ImageError "image-shape", "image-side" unless image and map have the shape they are said to have */
export function requireExplained({ image, map, width, height }: ExplainedImage): void {
  requireShape("the network's input", image.length, height, width, 3);
  requireShape("the enlarged map", map.length, height, width, 1);
}

/** Why this map puts no pixel before another, or undefined where it does. */
export function unrankable(map: Float32Array): Because | undefined {
  const { finite, min, max } = describeMap(map);
  if (!finite) return "map-not-finite";
  return min === max ? "map-flat" : undefined;
}

/** Indices of the map's values, the largest first; of equal ones the lower index first. [length] */
export function mostRelevantFirst(map: Float32Array): Uint32Array {
  return Uint32Array.from(map, (_value, at) => at).sort((a, b) => map[b]! - map[a]! || a - b);
}

/** Writes some pixels of one [H, W, 3] array into another. @param pixels their indices, 0 … H·W − 1 */
export function copyPixels(from: Float32Array, into: Float32Array, pixels: Uint32Array): void {
  for (const pixel of pixels) into.set(from.subarray(3 * pixel, 3 * pixel + 3), 3 * pixel);
}
