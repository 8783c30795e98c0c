// The metrics in words, and their means over a run in a table. Pure functions.
import { type Because, reasons } from "@camlucida/cam";
import { type Measured, type MetricName, metricNames } from "../report/result.ts";
import { padRight, type Style } from "../report/terminal.ts";
import { methodName, placeTitle } from "../report/wording.ts";
import type { MethodSummary } from "./run_summary.ts";

const titles: Readonly<Record<MetricName, string>> = {
  drop: "drop", increase: "increase", insertion: "insertion", deletion: "deletion", road: "ROAD", pointing: "pointing", energy: "energy",
};

/** "drop 12.3 %, increase no, insertion 0.612, deletion 0.113, ROAD 0.210, pointing hit, energy 0.634" */
export function metricsText(metrics: Measured): string {
  return metricNames.flatMap((name) => {
    const value = metrics[name];
    if (value === undefined) return [];
    const because = metrics.without?.[name];
    return [`${titles[name]} ${value === null ? `none${because === undefined ? "" : ` (${reasons[because]})`}` : single(name, value)}`];
  }).join(", ");
}

function single(name: MetricName, value: number): string {
  if (name === "increase") return value > 0 ? "yes" : "no";
  if (name === "pointing") return value > 0 ? "hit" : "miss";
  return mean(name, value);
}

/** Shares of maps in %, areas and differences of probabilities as they are. */
function mean(name: MetricName, value: number): string {
  if (name === "drop" || name === "increase") return `${value.toFixed(1)} %`;
  if (name === "pointing") return `${(100 * value).toFixed(1)} %`;
  return (Math.abs(value) < 0.0005 ? 0 : value).toFixed(3).replace("-", "−"); // no "−0.000"
}

/** The means of every method, one row each; below it, how many maps have no value and why. */
export function metricsTable(rows: readonly MethodSummary[], style: Style): string {
  if (rows.length === 0) return "";
  const shown = metricNames.filter((name) => rows.some(({ metrics }) => metrics[name]));
  const table = [
    ["method", "at", "maps", ...shown.map((name) => titles[name])],
    ...rows.map(({ method, layer, maps, metrics }) =>
      [methodName(method), placeTitle(layer, undefined), String(maps), ...shown.map((name) => cell(name, metrics[name]?.mean))]),
  ];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  const fill = (text: string, column: number): string => (column < 2 ? padRight : padLeft)(text, widths[column] ?? 0);
  const lines = table.map((row) => row.map(fill).join("  ").trimEnd());
  const [head = "", ...body] = lines;
  return `\n${[style.bold("Means over all maps"), style.dim(head), ...body, ...remarks(rows).map(style.warn)].join("\n")}\n`;
}

const padLeft = (text: string, width: number): string => text.padStart(width);

const cell = (name: MetricName, value: number | null | undefined): string => (value === null || value === undefined ? "—" : mean(name, value));

/** "drop of Grad-CAM at layer3 leaves out 2 maps: the map is the same everywhere and ranks no pixels" */
function remarks(rows: readonly MethodSummary[]): string[] {
  return rows.flatMap(({ method, layer, metrics }) => metricNames.flatMap((name) =>
    Object.entries(metrics[name]?.without ?? {}).map(([because, count]) =>
      `${titles[name]} of ${methodName(method)} at ${placeTitle(layer, undefined)} leaves out ${count} ${count === 1 ? "map" : "maps"}: ` +
      reasons[because as Because])));
}
