// ROAD, remove and debias: what happens to the class when pixels are removed so that their absence does not show.
//
//   MoRF_q = p(I with the q % most relevant pixels imputed),   LeRF_q with the q % least relevant ones
//   score  = mean over q of (LeRF_q − MoRF_q)/2:   −½ … ½, the larger the better
//
// Imputed: each removed pixel is the weighted mean of its neighbours (impute.ts) plus Gaussian noise of σ 0.01, in units of the
// network's normalised input. The score is pytorch-grad-cam's ROADCombined, whose differences to p(I) cancel. That counts
// percentiles, so its MoRF at 20 removes 80 %; over percentages symmetric about 50 the mean is the same.
// Source  Rong et al. 2022, arXiv:2202.00449; jacobgil/pytorch-grad-cam, metrics/road.py.
import { mostRelevantFirst, requireExplained, unrankable, type ExplainedImage, type ScoreImages } from "./explained_image.ts";
import { impute } from "./impute.ts";
import { MetricError, noValue, type NoValue } from "./measure.ts";

export interface RoadOptions {
  /** How much is removed, in %, each above 0 and below 100. */
  readonly percentages?: readonly number[];
  /** σ, in units of the normalised input. */
  readonly noise?: number;
  /** A whole number. The same seed gives every map of an image the same noise. */
  readonly seed?: number;
}

export interface Road {
  readonly value: number; // −½ … ½
  readonly because?: undefined;
  readonly mostRelevantFirst: readonly number[]; //  probability at each percentage
  readonly leastRelevantFirst: readonly number[];
}

/** @throws ImageError "image-shape", "image-side"; MetricError "percentages", "noise" */
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
    addNoise(into, removals[index]!, noise, seed * removals.length + index);
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

function addNoise(image: Float32Array, pixels: Uint32Array, sigma: number, seed: number): void {
  for (const pixel of pixels) {
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) image[at] = image[at]! + sigma * gaussian(seed, at);
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
