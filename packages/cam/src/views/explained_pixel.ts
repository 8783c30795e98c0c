// How one pixel of a drawn map came about, number by number: for those who want to follow it by hand. drawMap draws the same pixel.
//
//   place    p = (i + ½ − region.x) · cells/region.width − ½          on the map, in cells; 0 is the first cell's centre
//   weights  (1 − f, f) of cells ⌊p⌋ and ⌊p⌋ + 1, f = p − ⌊p⌋       of a column times those of a row: four, adding up to 1
//   value    Σ weight · scaled value of the cell                      0…1, in float32
//   level    ⌊255·value + ½⌋                                          0…255, of which the tones are known
//   colour   between what black and white become at that level, by the photograph's lightness: tint.ts
import { tonesNamed } from "../colours/colour_maps.ts";
import { unseen, type Rgb } from "../colours/tones.ts";
import type { Image, Region } from "../preprocess/image.ts";
import { scaleMap } from "./scale.ts";
import { defaultColours, grainOf, legible, type DrawnMap, type MapStyle } from "./style.ts";
import { tint } from "./tint.ts";
import { place, upsample, type Placement } from "./upsample.ts";

/** One of the four cells that a pixel lies between. */
export interface WeighedCell {
  readonly x: number; // column of the map
  readonly y: number; // row
  readonly weight: number; // 0…1; the four add up to 1
  readonly value: number; // of the map, in its unit
  readonly scaled: number; // 0…1, by the view
}

/** A pixel of a drawn map, from its cells to its colour. */
export interface ExplainedPixel {
  readonly place: { readonly x: number; readonly y: number }; // on the map, in cells from the first one's centre
  readonly cells: readonly WeighedCell[]; // upper left, upper right, lower left, lower right; at an edge one stands twice
  readonly value: number; // Σ weight · value, in the map's unit
  readonly scaled: number; // 0…1
  readonly level: number; // 0…255
  readonly dark: Rgb; // what black becomes at that level
  readonly light: Rgb; // what white becomes
  readonly photograph: Rgb; // the pixel itself
  readonly lightness: number; // its own, 0…255
  readonly colour: Rgb; // as drawn, without lines
}

/**
 * How `drawMap` comes to the colour of one pixel, but for lines.
 * @param x column of the photograph; @param y row
 * @returns undefined for a pixel that the network did not see
 * @throws as `drawMap`
 * @example
 * ```ts
 * import { explainPixel } from "@camlucida/cam";
 *
 * const map = { method: "cam", width: 2, height: 1, values: Float32Array.of(0, 4) };
 * const pixels = { width: 4, height: 1, data: new Uint8Array(16).fill(255) };
 * const pixel = explainPixel(map, pixels, { x: 0, y: 0, width: 4, height: 1 }, { view: "positive" }, 1, 0);
 * pixel?.place.x; // → 0.25
 * pixel?.value; // → 1
 * pixel?.level; // → 64
 * ```
 */
export function explainPixel(map: DrawnMap, image: Image, region: Region, style: Pick<MapStyle, "view" | "colours" | "scale" | "alpha">, x: number, y: number): ExplainedPixel | undefined {
  const { method, values, width, height } = map;
  const { view, colours = defaultColours(view), scale, alpha = 1 } = style;
  const drawn = legible(values, grainOf(method));
  const scaledValues = scaleMap(drawn, view, scale).values;
  const placement = placementOf(place(width, height, region, image.width, image.height), x, y);
  if (!placement) return undefined;
  const cells = cellsOf(placement, drawn, scaledValues, width);
  const scaled = upsample(scaledValues, width, height, placement)[0] as number;
  const tones = tonesNamed(colours);
  const level = levelOf(scaled);
  const at = 4 * (y * image.width + x);
  const { data } = tint(Float32Array.of(scaled), 1, 1, onePixel, { width: 1, height: 1, data: image.data.slice(at, at + 4) }, { tones, alpha, steps: 0 });
  const photograph = rgbAt(image.data, at);
  return {
    place: { x: placeOn(x, region.x, region.width, width), y: placeOn(y, region.y, region.height, height) },
    cells,
    value: cells.reduce((sum, { weight, value }) => sum + weight * value, 0),
    scaled,
    level,
    dark: rgbAt(tones, 8 * level),
    light: rgbAt(tones, 8 * level + 4),
    photograph,
    lightness: lightnessOf(photograph),
    colour: rgbAt(data, 0),
  };
}

const onePixel = place(1, 1, { x: 0, y: 0, width: 1, height: 1 }, 1, 1);

/** As tint.ts rounds it, and never an entry that is not a map's. */
const levelOf = (scaled: number): number => Math.min(Math.max(Math.floor(Math.fround(Math.fround(255 * scaled) + 0.5)), 0), unseen - 1);

/** As the luma of tint.ts. */
const lightnessOf = ([red, green, blue]: Rgb): number => (54 * red + 183 * green + 19 * blue + 128) >> 8;

const rgbAt = (levels: Uint8Array, at: number): Rgb => [levels[at] as number, levels[at + 1] as number, levels[at + 2] as number];

const placeOn = (pixel: number, from: number, length: number, cells: number): number => ((pixel + 0.5 - from) * cells) / length - 0.5;

/** What a placement says of one pixel; undefined outside of its box. */
function placementOf({ box, columns, rows, cellsPerPixel }: Placement, x: number, y: number): Placement | undefined {
  const [column, row] = [x - box.x, y - box.y];
  if (column < 0 || row < 0 || column >= box.width || row >= box.height) return undefined;
  const entry = ({ indices, weights }: Placement["columns"], at: number): Placement["columns"] => ({ indices: indices.slice(2 * at, 2 * at + 2), weights: weights.slice(2 * at, 2 * at + 2) });
  return { box: { x, y, width: 1, height: 1 }, columns: entry(columns, column), rows: entry(rows, row), cellsPerPixel };
}

/** @param placement of one pixel */
function cellsOf({ columns, rows }: Placement, values: Float32Array, scaled: Float32Array, mapWidth: number): WeighedCell[] {
  return [0, 1].flatMap((below) => [0, 1].map((right) => {
    const [x, y] = [columns.indices[right] as number, rows.indices[below] as number];
    const at = y * mapWidth + x;
    return { x, y, weight: (columns.weights[right] as number) * (rows.weights[below] as number), value: values[at] as number, scaled: scaled[at] as number };
  }));
}
