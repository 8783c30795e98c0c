// Deletion and insertion: the target's probability while an image changes pixel by pixel in the order of a map, and the area under it.
//
//   deletion    p_k = p(I with its round(k/steps · H·W) most relevant pixels at 0): how soon the class is lost; smaller is better
//   insertion   p_k = p(blurred I with as many of its most relevant pixels as in I): how soon it appears; larger is better
//   area = Σ_k (p_k + p_{k+1})/2 · 1/steps,   k = 0 … steps − 1
//
// Shapes    p [steps + 1]: p_k after round(k/steps · H·W) pixels, so p_0 before the first and p_steps after the last.
// Source    Petsiuk et al. 2018, arXiv:1806.07421 (RISE), section 4.1. 0 in the network's normalised input is the mean colour, as in
//           RISE's code; the blur below says how it differs from it.
import {
  copyPixels, mostRelevantFirst, requireExplained, unrankable, MetricError, noValue, type ExplainedImage,
  type ScoreImages, type NoValue,
} from "./measure.ts";

/** A target's probability while an image changes, and the area under it. */
export interface Curve {
  /** The area, by the trapezoidal rule: the mean probability on the way. */
  readonly value: number;
  readonly because?: undefined;
  readonly probabilities: Float64Array; // [steps + 1]
}

/** At 224 × 224: 1792 pixels a step. RISE itself takes 224 steps of 224. */
export const defaultSteps = 28;

/**
 * The deletion curve: how soon the class is lost while an image loses its pixels, the most relevant first.
 * @throws ImageError "image-shape", "image-side"; MetricError "steps"
 * @example
 * ```ts
 * import { deletion, type ScoreImages } from "@camlucida/cam";
 *
 * // What the target scores is the mean of the image here; of a network it is `network.score`.
 * const score: ScoreImages = (count, make) => {
 *   const means = Float64Array.from({ length: count }, (_, index) => {
 *     const image = new Float32Array(12);
 *     make(index, image);
 *     return image.reduce((sum, x) => sum + x, 0) / 12;
 *   });
 *   return Promise.resolve({ logits: means, probabilities: means });
 * };
 * const explained = { image: new Float32Array(12).fill(1), map: Float32Array.of(4, 3, 2, 1), width: 2, height: 2 };
 * const curve = await deletion(explained, score, 4);
 * curve.value; // → 0.5
 * if (curve.value !== null) [...curve.probabilities]; // → [1, 0.75, 0.5, 0.25, 0]
 * ```
 */
export function deletion(explained: ExplainedImage, score: ScoreImages, steps = defaultSteps): Promise<Curve | NoValue> {
  const removed = new Float32Array(explained.image.length);
  return curveFrom(explained.image, removed, explained, score, steps);
}

/**
 * The insertion curve: how soon the class appears while a blurred image gets its pixels back, the most relevant first.
 * @throws ImageError "image-shape", "image-side"; MetricError "steps"
 * @example
 * ```ts
 * import { insertion } from "@camlucida/cam";
 *
 * const curve = await insertion(explained, score, 4);
 * if (curve.value !== null) curve.probabilities.length; // → 5
 * ```
 */
export async function insertion(explained: ExplainedImage, score: ScoreImages, steps = defaultSteps): Promise<Curve | NoValue> {
  requireExplained(explained);
  const { image, width, height } = explained;
  return curveFrom(blur(image, width, height), image, explained, score, steps);
}

/**
 * Turns `before` into `after`, [H, W, C] each, the most relevant pixels first; of equally relevant ones the lower index first.
 * @throws ImageError "image-shape", "image-side"; MetricError "steps"
 */
async function curveFrom(
  before: Float32Array, after: Float32Array, explained: ExplainedImage, score: ScoreImages, steps: number,
): Promise<Curve | NoValue> {
  requireExplained(explained);
  if (!Number.isInteger(steps) || steps < 1) {
    throw new MetricError("steps", `the curve was asked for in ${steps} steps; expected a whole number from 1, such as ${defaultSteps}.`);
  }
  const because = unrankable(explained.map);
  if (because) return noValue(because);
  const order = mostRelevantFirst(explained.map);
  const { probabilities } = await score(steps + 1, (index, into) => {
    into.set(before);
    copyPixels(after, into, order.subarray(0, Math.round((index * order.length) / steps)), after.length / order.length);
  });
  return probabilities.every(Number.isFinite) ? { value: areaUnder(probabilities), probabilities } : noValue("score-not-finite");
}

/** [steps + 1] values at equal distances over 0 … 1. */
export function areaUnder(values: Float64Array): number {
  const ends = (values[0]! + values.at(-1)!) / 2;
  return (values.reduce((sum, value) => sum + value, 0) - ends) / (values.length - 1);
}

// A Gaussian blur: what is left of an image when its details are gone.
//
//   out = g_y * (g_x * image),   g[d] = exp(−d²/2σ²) / Σ exp(−d²/2σ²),   d = −5 … 5,   σ = 5 pixels
//
// Shapes    [H, W, C] → [H, W, C]. Borders are mirrored without repeating the edge: … 2 1 | 0 1 2 …
// Source    torchvision's gaussian_blur with RISE's kernel size and σ (Petsiuk et al. 2018). RISE's code differs in the
//           weights (a Gaussian folded back at the kernel's edges) and has zeros beyond the border.

const radius = 5; // pixels
const sigma = 5; // pixels

export function blur(image: Float32Array, width: number, height: number): Float32Array {
  const channels = image.length / (width * height);
  const across = blurAlong(Float64Array.from(image), width, channels);
  return Float32Array.from(blurAlong(across, height, channels * width));
}

/** Along one axis: `length` samples, `stride` apart. */
function blurAlong(image: Float64Array, length: number, stride: number): Float64Array {
  return image.map((_sample, at) => {
    const place = Math.floor(at / stride) % length;
    const first = at - place * stride;
    let sum = 0;
    for (let d = -radius; d <= radius; d++) sum += kernel[d + radius]! * image[first + mirrored(place + d, length) * stride]!;
    return sum;
  });
}

const kernel = gaussian(); // [2 · radius + 1], sums to 1

function gaussian(): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The sample that stands at `place`, which may lie outside, and several times as far as the image is wide. */
function mirrored(place: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const wrapped = ((place % period) + period) % period;
  return Math.min(wrapped, period - wrapped);
}
