// The means of every method over all photographs of a run, summed as these come: of a photograph nothing else is kept.
import type { Because, Summary } from "@camlucida/cam";
import { type InputResult, type MapResult, type Measured, type MetricName, metricNames } from "../report/result.ts";

/** One method at one place, over all photographs and classes of a run. */
export interface MethodSummary {
  readonly method: string;
  readonly layer: string;
  readonly maps: number;
  readonly metrics: Readonly<Partial<Record<MetricName, Summary>>>;
}

export interface RunSummary {
  add(result: InputResult): void;
  /** In the order in which the methods were asked for. */
  methods(): MethodSummary[];
}

/** What is known of one metric so far. */
interface Sum {
  total: number;
  counted: number; // maps with a value
  readonly without: Partial<Record<Because, number>>; // maps without one, by reason
}

interface Group {
  readonly method: string;
  readonly layer: string;
  maps: number;
  readonly sums: Map<MetricName, Sum>;
}

export function openRunSummary(): RunSummary {
  const groups = new Map<string, Group>();
  const groupOf = ({ method, layer }: MapResult): Group => {
    const key = JSON.stringify([method, layer]);
    const group = groups.get(key) ?? { method, layer, maps: 0, sums: new Map<MetricName, Sum>() };
    groups.set(key, group);
    return group;
  };
  return {
    add: (result) => {
      if (!result.ok || "skipped" in result) return;
      for (const map of result.maps) if (map.metrics) addMap(groupOf(map), map.metrics);
    },
    methods: () => [...groups.values()].map(({ method, layer, maps, sums }) => ({
      method, layer, maps,
      metrics: Object.fromEntries(metricNames.flatMap((name) => (sums.has(name) ? [[name, summaryOf(sums.get(name) as Sum)]] : []))),
    })),
  };
}

function addMap(group: Group, metrics: Measured): void {
  group.maps++;
  for (const name of metricNames) {
    const value = metrics[name];
    if (value === undefined) continue;
    const sum = group.sums.get(name) ?? { total: 0, counted: 0, without: {} };
    group.sums.set(name, sum);
    if (value === null) {
      const because = metrics.without?.[name] ?? "map-not-finite";
      sum.without[because] = (sum.without[because] ?? 0) + 1;
    } else {
      sum.total += value;
      sum.counted++;
    }
  }
}

const summaryOf = ({ total, counted, without }: Sum): Summary => ({ mean: counted > 0 ? total / counted : null, counted, without });
