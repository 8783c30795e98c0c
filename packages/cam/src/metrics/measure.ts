// What a metric gives of an image: a number, or no number and why, never NaN. And over many images: the mean of the values there are,
// and how many images have none, and why.
import { CamlucidaError } from "@camlucida/tensor";

/** Arguments of which a metric cannot be computed: the caller's mistake. */
export class MetricError extends CamlucidaError {}

export type Measure = { readonly value: number; readonly because?: undefined } | NoValue;

/** The metric says nothing about this map, this image or this network. */
export interface NoValue {
  readonly value: null;
  readonly because: Because;
}

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

export interface Summary {
  /** Over the images that have a value; null if none has. */
  readonly mean: number | null;
  readonly counted: number; // images with a value
  readonly without: Readonly<Partial<Record<Because, number>>>; // images without one, by reason
}

/**
 * @param measures of one metric, one per image
 * @example
 * ```ts
 * summarise([{ value: 1 }, { value: null, because: "map-flat" }, { value: 0 }]); // → { mean: 0.5, counted: 2, without: { "map-flat": 1 } }
 * ```
 */
export function summarise(measures: readonly Measure[]): Summary {
  const values = measures.flatMap(({ value }) => (value === null ? [] : [value]));
  const without: Partial<Record<Because, number>> = {};
  for (const { because } of measures) if (because) without[because] = (without[because] ?? 0) + 1;
  const mean = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  return { mean, counted: values.length, without };
}
