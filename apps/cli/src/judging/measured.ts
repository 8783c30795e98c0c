// Measures as they stand in the report, and back.
import { summarise, type Because, type Measure, type Summary } from "@camlucida/cam";
import type { ImageResult, MapResult } from "../report/result.ts";
import { metricNames, type Measures, type MetricName } from "./judge.ts";

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

/** One method at one place, over all photographs and classes of a run. */
export interface MethodSummary {
  readonly method: string;
  readonly layer: string;
  readonly maps: number;
  readonly metrics: Readonly<Partial<Record<MetricName, Summary>>>;
}

/** @returns in the order in which the methods were asked for */
export function summariseRun(results: readonly ImageResult[]): MethodSummary[] {
  const groups = new Map<string, MapResult[]>();
  for (const map of results.flatMap((result) => (result.ok ? result.maps : []))) {
    if (map.metrics === undefined) continue;
    const key = JSON.stringify([map.method, map.layer]);
    groups.set(key, [...(groups.get(key) ?? []), map]);
  }
  return [...groups.values()].map((maps) => {
    const [{ method, layer }] = maps as [MapResult];
    const summaries = metricNames.flatMap((name) => {
      const measures = maps.flatMap((map) => measureIn(map.metrics, name) ?? []);
      return measures.length > 0 ? [[name, summarise(measures)] as const] : [];
    });
    return { method, layer, maps: maps.length, metrics: Object.fromEntries(summaries) };
  });
}

function measureIn(metrics: Measured | undefined, name: MetricName): Measure | undefined {
  const value = metrics?.[name];
  if (value === undefined) return undefined;
  return value === null ? { value, because: metrics?.without?.[name] ?? "map-not-finite" } : { value };
}
