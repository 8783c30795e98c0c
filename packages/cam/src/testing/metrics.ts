// What numpy made of whole metrics (src/fixtures/metrics.json, written by test/reference_metrics.py), and stand-ins for a network, in closed form.
import { readFixture, seeded } from "@camlucida/tensor/testing";
import type { ExplainedImage, ScoreImages } from "../metrics/measure.ts";
import { roundHalfEven } from "../preprocess/image.ts";

export interface MetricsFixture {
  readonly blur: readonly { readonly width: number; readonly height: number; readonly seed: number; readonly blurred: string }[];
  readonly imputation: readonly ImputationCase[];
  readonly judged: readonly JudgedCase[];
  readonly energies: { readonly width: number; readonly height: number; readonly seed: number; readonly cases: readonly EnergyCase[] };
}

export interface ImputationCase {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly maskSeed: number;
  readonly level: number;
  readonly imputed: string;
}

export interface JudgedCase {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly classes: number;
  readonly target: number;
  readonly drop: number;
  readonly increase: number;
  readonly deletion: readonly CurveCase[];
  readonly insertion: readonly CurveCase[];
  readonly road: RoadCase;
}

export interface RoadCase {
  readonly percentages: readonly number[];
  readonly most: readonly number[];
  readonly least: readonly number[];
  readonly value: number;
}

export interface CurveCase {
  readonly steps: number;
  readonly probabilities: readonly number[];
  readonly area: number;
}

export interface EnergyCase {
  readonly boxes: readonly (readonly [x: number, y: number, width: number, height: number])[];
  readonly energy: number;
}

export const readMetrics = (): Promise<MetricsFixture> => readFixture<MetricsFixture>(import.meta.url, "../fixtures/metrics.json");

/** The image, the map with its many ties and the network of one layer that a case was computed with. */
export function judgedAgain({ width, height, seed, classes, target }: JudgedCase): { readonly explained: ExplainedImage; readonly score: ScoreImages } {
  const length = width * height * 3;
  const map = seeded(seed + 2, width * height, 8).map((x) => roundHalfEven(x) / 8);
  const explained = { image: seeded(seed, length, 2), map, width, height };
  return { explained, score: scoreBy(softmaxOf(seed + 1, classes, target, length), length) };
}

/** Any function of an image [H, W, 3] as the target's probability. @param length H·W·3 */
export function scoreBy(probability: (image: Float32Array) => number, length: number): ScoreImages {
  return (count, make) => {
    const scores = Float64Array.from({ length: count }, (_, index) => {
      const image = new Float32Array(length);
      make(index, image);
      return probability(image);
    });
    return Promise.resolve({ logits: scores, probabilities: scores });
  };
}

/** The mean of all values: linear, so that curves have closed forms. */
export const meanOf = (image: Float32Array): number => image.reduce((sum, x) => sum + x, 0) / image.length;

/** softmax(W·image) of one class, W [classes, H·W·3] seeded as in test/reference_metrics.py. */
function softmaxOf(seed: number, classes: number, target: number, length: number): (image: Float32Array) => number {
  const weights = seeded(seed, classes * length, 0.1);
  return (image) => {
    const logits = Array.from({ length: classes }, (_, c) => image.reduce((sum, x, at) => sum + x * weights[c * length + at]!, 0));
    const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
    return powers[target]! / powers.reduce((sum, power) => sum + power, 0);
  };
}
