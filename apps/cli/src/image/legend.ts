// The legend below a picture, which it never covers: what it says of its map, and how it is drawn.
import type { Image, Strip } from "@camlucida/cam";
import { compact } from "../report/numbers.ts";
import type { MapResult } from "../report/result.ts";
import { mapTitle, targetTitle, units } from "../report/titles.ts";
import { type Canvas, fill } from "../sheet/canvas.ts";
import type { Typesetter } from "../sheet/typesetter.ts";

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

/** @param picture with room for the strip below its first `top` rows, changed */
export function drawStrip(picture: Image, top: number, strip: Strip, typesetter: Typesetter): void {
  const canvas: Canvas = { ...picture, data: picture.data as Uint8Array<ArrayBuffer> };
  const { width } = picture;
  fill(canvas, { x: 0, y: top }, width, strip.height, strip.ground);
  if (strip.bar) {
    const { x, y, height, colours } = strip.bar;
    for (let row = 0; row < height; row++) canvas.data.set(colours, 4 * ((top + y + row) * width + x));
  }
  for (const { x, y, width: wide, height, ink } of strip.marks) fill(canvas, { x, y: top + y }, wide, height, ink);
  for (const { text, x, y, size, ink } of strip.texts) typesetter.draw(canvas, text, { x, y: top + y }, size, ink);
}
