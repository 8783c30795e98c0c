// The means of every method over all photographs of a run.
import { summarise, type Measure, type Summary } from "@camlucida/cam";
import type { ImageResult, MapResult } from "../report/result.ts";
import { metricNames, type Measured, type MetricName } from "./measures.ts";

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
