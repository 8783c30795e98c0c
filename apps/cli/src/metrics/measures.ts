// The metrics by name, and a map's measures as they stand in the report.
import type { Because, Measure } from "@camlucida/cam";

/** In the order of the report. */
export const metricNames = ["drop", "increase", "insertion", "deletion", "road", "pointing", "energy"] as const;
export type MetricName = (typeof metricNames)[number];

/** A metric that was not asked for is absent. */
export type Measures = Readonly<Partial<Record<MetricName, Measure>>>;

/** A number for each metric that was asked for, null where it says nothing; then `without` says why. */
export type Measured = Readonly<Partial<Record<MetricName, number | null>>> & {
  readonly without?: Readonly<Partial<Record<MetricName, Because>>>;
};

export function measured(measures: Measures): Measured {
  const entries = metricNames.flatMap((name) => (measures[name] ? [[name, measures[name]] as const] : []));
  const without = entries.flatMap(([name, { because }]) => (because === undefined ? [] : [[name, because] as const]));
  return {
    ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    ...(without.length > 0 ? { without: Object.fromEntries(without) } : {}),
  };
}
