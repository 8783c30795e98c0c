// What the strip below a picture says of its map.
import { compact } from "../report/numbers.ts";
import type { MapResult } from "../report/result.ts";
import { mapTitle, targetTitle, units } from "../report/titles.ts";

/** Data: the strip is drawn by whoever writes the picture. */
export interface LegendText {
  readonly title: string; // "Egyptian cat"
  readonly facts: string; // "CAM at layer4 · 1.907 … 38.86 logits"
  readonly statement: string | undefined; // why it makes no picture, in words
}

export type Described = Pick<MapResult, "label" | "against" | "method" | "layer" | "layersAs" | "smooth" | "unit" | "target" | "min" | "max" | "statement">;

export function legendText(map: Described): LegendText {
  const of = map.target === "probability" ? ", of the probability" : "";
  return { title: targetTitle(map), facts: `${mapTitle(map)} · ${compact(map.min)} … ${compact(map.max)}${units[map.unit]}${of}`, statement: map.statement?.message };
}
