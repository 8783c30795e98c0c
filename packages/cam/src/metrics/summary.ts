// One metric over many images: the mean of the values there are, and how many images have none, and why.
import type { Because, Measure } from "./measure.ts";

export interface Summary {
  /** Over the images that have a value; null if none has. */
  readonly mean: number | null;
  readonly counted: number; // images with a value
  readonly without: Readonly<Partial<Record<Because, number>>>; // images without one, by reason
}

/** @param measures of one metric, one per image */
export function summarise(measures: readonly Measure[]): Summary {
  const values = measures.flatMap(({ value }) => (value === null ? [] : [value]));
  const without: Partial<Record<Because, number>> = {};
  for (const { because } of measures) if (because) without[because] = (without[because] ?? 0) + 1;
  const mean = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  return { mean, counted: values.length, without };
}
