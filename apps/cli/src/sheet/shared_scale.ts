// One scale for several maps, so that their colours can be compared: which value gets the first colour, and which the last.
//
//   signed      −s … s       s = max |M| over all maps
//   positive    0 … max M
//   minmax      min M … max M
//   finished    0 … 1        what another system has scaled already
import { describeMap, grainOf, legible, type RawMap } from "@camlucida/cam";
import type { View } from "../arguments/option_table.ts";

export interface SharedScale {
  readonly low: number;
  readonly high: number; // above low
}

/**
 * @param fixed what the strongest colour stands for, where it was chosen: for signed and positive maps
 * @returns undefined where no map is finite, or none has anything to show
 */
export function sharedScale(maps: readonly RawMap[], view: View | "finished", fixed?: number | "common"): SharedScale | undefined {
  if (view === "finished") return { low: 0, high: 1 };
  const ranges = maps.map(({ method, values }) => describeMap(legible(values, grainOf(method)))).filter(({ finite }) => finite);
  const min = Math.min(...ranges.map((range) => range.min));
  const max = Math.max(...ranges.map((range) => range.max));
  if (typeof fixed === "number" && view !== "minmax") return { low: view === "signed" ? -fixed : 0, high: fixed };
  const scale = { signed: { low: -Math.max(-min, max), high: Math.max(-min, max) }, positive: { low: 0, high: max }, minmax: { low: min, high: max } }[view];
  return scale.high > scale.low ? scale : undefined;
}

/** Values between 0 (the first colour) and 1 (the last). */
export const onScale = (values: Float32Array, { low, high }: SharedScale): Float32Array =>
  values.map((value) => Math.min(Math.max((value - low) / (high - low), 0), 1));
