// ROAD, remove and debias: what happens to the class when pixels are removed so that their absence does not show.
//
//   MoRF_q = p(I with the q % most relevant pixels imputed),   LeRF_q with the q % least relevant ones
//   score  = mean over q of (LeRF_q − MoRF_q)/2:   −½ … ½, the larger the better
//
// Imputed: each removed pixel is the weighted mean of its neighbours plus Gaussian noise of σ 0.01, in units of the
// network's normalised input. The score is pytorch-grad-cam's ROADCombined, whose differences to p(I) cancel. That counts
// percentiles, so its MoRF at 20 removes 80 %; over percentages symmetric about 50 the mean is the same.
// Source  Rong et al. 2022, arXiv:2202.00449; jacobgil/pytorch-grad-cam, metrics/road.py.
import {
  mostRelevantFirst, requireExplained, unrankable, MetricError, noValue, type ExplainedImage, type ScoreImages,
  type NoValue,
} from "./measure.ts";

/** How much is removed, and the noise on what stands in for it. */
export interface RoadOptions {
  /** How much is removed, in %, each above 0 and below 100. */
  readonly percentages?: readonly number[];
  /** σ, in units of the normalised input. */
  readonly noise?: number;
  /** A whole number. The same seed gives every map of an image the same noise. */
  readonly seed?: number;
}

/** ROAD's score, and the probabilities that it is made of. */
export interface Road {
  readonly value: number; // −½ … ½
  readonly because?: undefined;
  readonly mostRelevantFirst: readonly number[]; //  probability at each percentage
  readonly leastRelevantFirst: readonly number[];
}

/**
 * ROAD: what happens to the class when pixels are removed so that their absence does not show.
 * @throws ImageError "image-shape", "image-side"; MetricError "percentages", "noise"
 * @example
 * ```ts
 * import { road } from "@camlucida/cam";
 *
 * const found = await road(explained, score, { percentages: [20, 50] });
 * if (found.value !== null) found.mostRelevantFirst.length; // → 2
 * ```
 */
export async function road(explained: ExplainedImage, score: ScoreImages, options: RoadOptions = {}): Promise<Road | NoValue> {
  const { percentages = [20, 40, 60, 80], noise = 0.01, seed = 0 } = options;
  requireExplained(explained);
  requireOptions(percentages, noise);
  const because = unrankable(explained.map);
  if (because) return noValue(because);
  const { image, width, height } = explained;
  const removals = removalsOf(explained.map, percentages);
  const imputed = removals.map((pixels) => impute(image, width, height, pixels));
  if (imputed.includes(undefined)) return noValue("imputation-unfinished");
  const { probabilities } = await score(removals.length, (index, into) => {
    into.set(imputed[index]!);
    addNoise(into, image.length / (width * height), removals[index]!, noise, seed * removals.length + index);
  });
  return probabilities.every(Number.isFinite) ? combined([...probabilities]) : noValue("score-not-finite");
}

/** Of each percentage the most, then the least relevant pixels: indices in the order of the image, never all of them. */
function removalsOf(map: Float32Array, percentages: readonly number[]): Uint32Array[] {
  const order = mostRelevantFirst(map);
  return percentages.flatMap((percentage) => {
    const count = Math.floor((percentage * order.length) / 100);
    return [order.slice(0, count).sort(), order.slice(order.length - count).sort()];
  });
}

/** @param probabilities of each percentage the most, then the least relevant removed */
function combined(probabilities: readonly number[]): Road {
  const most = probabilities.filter((_p, at) => at % 2 === 0);
  const least = probabilities.filter((_p, at) => at % 2 === 1);
  const value = least.reduce((sum, p, at) => sum + (p - most[at]!) / 2, 0) / least.length;
  return { value, mostRelevantFirst: most, leastRelevantFirst: least };
}

function addNoise(image: Float32Array, channels: number, pixels: Uint32Array, sigma: number, seed: number): void {
  for (const pixel of pixels) {
    for (let at = channels * pixel; at < channels * (pixel + 1); at++) image[at] = image[at]! + sigma * gaussian(seed, at);
  }
}

/** The i-th number of a standard normal sequence, by Box and Muller. */
export function gaussian(seed: number, i: number): number {
  const [radius, angle] = [(hash(seed, 2 * i) + 1) / 2 ** 32, hash(seed, 2 * i + 1) / 2 ** 32]; // (0, 1], [0, 1)
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
}

/** The i-th number of a sequence, 32 bits, unsigned. Source: Chris Wellons, "Prospecting for Hash Functions", 2018 (lowbias32). */
function hash(seed: number, i: number): number {
  let x = (i + Math.imul(seed + 1, 2654435769)) | 0; // + 1: the hash of 0 is 0, the extreme of the first seed's first number
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function requireOptions(percentages: readonly number[], noise: number): void {
  if (percentages.length === 0 || !percentages.every((percentage) => percentage > 0 && percentage < 100)) {
    const expected = "expected numbers above 0 and below 100, such as 20, 40, 60, 80";
    throw new MetricError("percentages", `ROAD was asked for at [${percentages.join(", ")}] %; ${expected}.`);
  }
  if (!(noise >= 0 && Number.isFinite(noise))) throw new MetricError("noise", `ROAD's noise has a σ of ${noise}; expected 0 or more, such as 0.01.`);
}

// Missing pixels from those around them: each is the weighted mean of its eight neighbours, other missing ones included.
//
//   x_i · Σ_j w_ij = Σ_j w_ij · x_j   for every missing pixel i, over its neighbours j inside the image,
//   w = 1/6 for the four direct neighbours, 1/12 for the four diagonal ones
//
// With the known pixels on the right this is A·x = b, sparse, symmetric, and positive definite as soon as one pixel is known.
// Solved by conjugate gradients, one channel at a time, in float64.
//
// Shapes    image [H, W, C]. The solver's grids are [H + 2, W + 2]: a ring of zeros spares the border its special cases.
// Source    Rong et al. 2022, arXiv:2202.00449 (noisy linear imputation); Hestenes & Stiefel 1952 for the solver.

/** ‖b − A·x‖ ≤ tolerance · ‖b‖. At 224 × 224 no value is then off by more than about 5e-5, a small part of ROAD's noise. */
const tolerance = 1e-6;

/** The rounds grow with the side of what is missing: about 560 for 80 % of 224 × 224 in one piece, where 8960 are allowed. */
const roundsPerSide = 20;

interface System {
  readonly stride: number; //           of the grids: width + 2
  readonly missing: Int32Array; //      [n], places in the grids
  readonly diagonal: Float64Array; //   [n], of A: 1, less at the image's border
}

/**
 * @param missing indices of pixels, 0 … H·W − 1; at least one pixel must not be among them
 * @returns [H, W, C], the known pixels as they were; undefined if the tolerance was not met in `mostRounds`
 */
export function impute(
  image: Float32Array, width: number, height: number, missing: Uint32Array, mostRounds = roundsPerSide * (width + height),
): Float32Array | undefined {
  const system = systemOf(width, height, missing);
  const imputed = image.slice();
  const channels = image.length / (width * height);
  for (let channel = 0; channel < channels; channel++) {
    const known = ringed(width, height, (pixel) => image[channels * pixel + channel]!);
    for (const at of system.missing) known[at] = 0;
    const right = Float64Array.from(system.missing, (at) => neighbourSum(known, at, system.stride));
    const solution = conjugateGradients(system, right, known.length, mostRounds);
    if (!solution) return undefined;
    missing.forEach((pixel, i) => { imputed[channels * pixel + channel] = solution[i]!; });
  }
  return imputed;
}

function systemOf(width: number, height: number, pixels: Uint32Array): System {
  const stride = width + 2;
  const inside = ringed(width, height, () => 1);
  const missing = Int32Array.from(pixels, (pixel) => (Math.floor(pixel / width) + 1) * stride + (pixel % width) + 1);
  return { stride, missing, diagonal: Float64Array.from(missing, (at) => neighbourSum(inside, at, stride)) };
}

/** [H, W] → [H + 2, W + 2] */
function ringed(width: number, height: number, value: (pixel: number) => number): Float64Array {
  const grid = new Float64Array((width + 2) * (height + 2));
  for (let pixel = 0; pixel < width * height; pixel++) grid[(Math.floor(pixel / width) + 1) * (width + 2) + (pixel % width) + 1] = value(pixel);
  return grid;
}

/** Σ_j w_ij · x_j */
function neighbourSum(grid: Float64Array, at: number, stride: number): number {
  const direct = grid[at - stride]! + grid[at - 1]! + grid[at + 1]! + grid[at + stride]!;
  const diagonal = grid[at - stride - 1]! + grid[at - stride + 1]! + grid[at + stride - 1]! + grid[at + stride + 1]!;
  return direct / 6 + diagonal / 12;
}

/** x [n] with A·x = right, from x = 0; undefined if that takes more than `mostRounds`. */
function conjugateGradients(system: System, right: Float64Array, gridLength: number, mostRounds: number): Float64Array | undefined {
  const { missing } = system;
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = new Float64Array(gridLength); // zero wherever a pixel is known
  const product = new Float64Array(right.length); // A·direction
  let squared = squaredLength(residual);
  const enough = tolerance ** 2 * squared;
  for (let i = 0; i < missing.length; i++) direction[missing[i]!] = right[i]!;
  for (let round = 0; squared > enough; round++) {
    if (round === mostRounds) return undefined;
    const step = squared / multiply(system, direction, product);
    for (let i = 0; i < missing.length; i++) {
      solution[i]! += step * direction[missing[i]!]!;
      residual[i]! -= step * product[i]!;
    }
    const before = squared;
    squared = squaredLength(residual);
    for (let i = 0; i < missing.length; i++) direction[missing[i]!] = residual[i]! + (squared / before) * direction[missing[i]!]!;
  }
  return solution;
}

/** Writes A·direction into `product`. @returns ⟨direction, A·direction⟩ */
function multiply({ stride, missing, diagonal }: System, direction: Float64Array, product: Float64Array): number {
  let inner = 0;
  for (let i = 0; i < missing.length; i++) {
    const at = missing[i]!;
    product[i] = diagonal[i]! * direction[at]! - neighbourSum(direction, at, stride);
    inner += direction[at]! * product[i]!;
  }
  return inner;
}

function squaredLength(vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return sum;
}
