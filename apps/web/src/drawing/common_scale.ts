// Whether several maps can be drawn on one scale, and on which: where the same colour then means the same value.
import { keyOf, type DrawnMap } from "@camlucida/cam";
import type { ViewChoice } from "./draw.ts";

/** @returns the value of the strongest colour, > 0; undefined where the view stretches every map between its own ends, or nothing is drawn */
export function commonScale(view: ViewChoice, maps: readonly DrawnMap[]): number | undefined {
  if (view === "minmax" || view === "article") return undefined;
  const highest = maps.flatMap((map) => keyOf(map, { view })?.high ?? []);
  return highest.length > 0 ? Math.max(...highest) : undefined;
}
