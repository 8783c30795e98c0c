// What a metric judges and what it answers: a map laid over the very image that the network saw, and a function that scores variants of
// it, give a number, or no number and why, never NaN. And over many images: the mean of the values there are, and how many have none, and why.
import { CamlucidaError } from "@camlucida/tensor";
import type { Scores } from "../methods/method.ts";
import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";
import { requireShape } from "../preprocess/image.ts";
import { describeMap } from "../views/scale.ts";

/** What a metric judges. */
export interface ExplainedImage {
  readonly image: Float32Array; // [height, width, C], the network's normalised input, of 3 channels or 1: 0 is the mean colour
  readonly map: Float32Array; //   [height, width], raw and signed: enlarge() makes it
  readonly width: number; //       pixels
  readonly height: number;
}

/**
 * The target's scores of `count` variants of the image, computed on any device.
 * @param make writes the variant `index`, [height, width, C], into an array of zeros; called once for each, in any order
 */
export type ScoreImages = (count: number, make: (index: number, into: Float32Array) => void) => Promise<Scores>;

/**
 * A raw map stretched over the network's input: OpenCV's bilinear, as the views and Score-CAM's masks have it.
 * @param map [mapHeight, mapWidth], signed
 * @returns [height, width]
 * @throws ImageError "image-shape", "image-side", "image-samples"
 * @example
 * ```ts
 * import { enlarge } from "@camlucida/cam";
 *
 * enlarge(Float32Array.of(1), 1, 1, 2, 2); // → Float32Array.of(1, 1, 1, 1)
 * ```
 */
export function enlarge(map: Float32Array, mapWidth: number, mapHeight: number, width: number, height: number): Float32Array {
  return resizeOpenCvF32(map, mapWidth, mapHeight, 1, width, height);
}

/** @throws ImageError "image-shape", "image-side" unless image and map have the shape they are said to have */
export function requireExplained({ image, map, width, height }: ExplainedImage): void {
  requireShape("the network's input", image.length, height, width, image.length === height * width ? 1 : 3);
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

/** Writes some pixels of one [H, W, channels] array into another. @param pixels their indices, 0 … H·W − 1 */
export function copyPixels(from: Float32Array, into: Float32Array, pixels: Uint32Array, channels: number): void {
  for (const pixel of pixels) into.set(from.subarray(channels * pixel, channels * (pixel + 1)), channels * pixel);
}

/** Arguments of which a metric cannot be computed: the caller's mistake. */
export class MetricError extends CamlucidaError {}

/** What a metric says of one image: a number, or why there is none. */
export type Measure = { readonly value: number; readonly because?: undefined } | NoValue;

/** The metric says nothing about this map, this image or this network. */
export interface NoValue {
  readonly value: null;
  readonly because: Because;
}

/** Why there is no number: see `reasons`. */
export type Because = keyof typeof reasons;

/** In words, to be read after "no value: ". */
export const reasons = {
  "map-not-finite": "some of the map's values are not finite",
  "map-flat": "the map is the same everywhere and ranks no pixels",
  "map-never-positive": "the map is positive nowhere",
  "no-box": "no box holds a pixel of the map",
  "score-not-finite": "the network answers with values that are not finite",
  "score-not-positive": "the target's probability is not above 0, nothing can be relative to it",
  "imputation-unfinished": "the removed pixels were not imputed to the tolerance in the rounds allowed",
} as const;

export const noValue = (because: Because): NoValue => ({ value: null, because });

/** What a metric says of many images. */
export interface Summary {
  /** Over the images that have a value; null if none has. */
  readonly mean: number | null;
  readonly counted: number; // images with a value
  readonly without: Readonly<Partial<Record<Because, number>>>; // images without one, by reason
}

/**
 * The mean of what a metric says of many images, and how many have no value, by reason.
 * @param measures of one metric, one per image
 * @example
 * ```ts
 * import { summarise } from "@camlucida/cam";
 *
 * const { mean, counted, without } = summarise([{ value: 1 }, { value: null, because: "map-flat" }, { value: 0 }]);
 * [mean, counted, without]; // → [0.5, 2, { "map-flat": 1 }]
 * ```
 */
export function summarise(measures: readonly Measure[]): Summary {
  const values = measures.flatMap(({ value }) => (value === null ? [] : [value]));
  const without: Partial<Record<Because, number>> = {};
  for (const { because } of measures) if (because) without[because] = (without[because] ?? 0) + 1;
  const mean = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  return { mean, counted: values.length, without };
}
