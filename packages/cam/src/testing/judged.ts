// Reads what numpy made of whole metrics (src/fixtures/metrics.json, written by test/reference_metrics.py).
import { readFixture, seeded } from "@camlucida/tensor/testing";
import type { ExplainedImage, ScoreImages } from "../metrics/explained_image.ts";
import { roundHalfEven } from "../preprocess/rounding.ts";
import { scoreBy, softmaxOf } from "./scoring.ts";

export interface MetricsFixture {
  readonly blur: readonly { readonly width: number; readonly height: number; readonly seed: number; readonly blurred: string }[];
  readonly imputation: readonly ImputationCase[];
  readonly judged: readonly Judged[];
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

export interface Judged {
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
export function judgedAgain({ width, height, seed, classes, target }: Judged): { readonly explained: ExplainedImage; readonly score: ScoreImages } {
  const length = width * height * 3;
  const map = seeded(seed + 2, width * height, 8).map((x) => roundHalfEven(x) / 8);
  const explained = { image: seeded(seed, length, 2), map, width, height };
  return { explained, score: scoreBy(softmaxOf(seed + 1, classes, target, length), length) };
}
