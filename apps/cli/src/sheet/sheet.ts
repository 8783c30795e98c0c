// A contact sheet: the photograph and what the network sees in it, then methods down and classes across, every row on one
// scale with its colour bar, so that its maps' colours can be compared: which value gets the first colour, and which the last.
//
//   signed      −s … s       s = max |M| over all maps
//   positive    0 … max M
//   minmax      min M … max M
//   finished    0 … 1        what another system has scaled already
import { type ColourMap, describeMap, grainOf, type Image, legible, place, type RawMap, type Region, resizePillow } from "@camlucida/cam";
import type { TilePaint } from "../image/draw.ts";
import { compact, percent } from "../report/wording.ts";
import { type Canvas, type Colour, fill, paper, type Place, put } from "./canvas.ts";
import {
  bar, ink, layoutOf, leastRow, letters, margin, pale, share, type SheetCell, type SheetContent, type SheetLayout, type SheetRow,
  type SheetView, tileSide, warning, white,
} from "./layout.ts";
import type { Typesetter } from "./typesetter.ts";

/** @param fixed what the strongest colour stands for, where it was chosen. @throws OutputError "output-too-large" */
export function drawSheet(content: SheetContent, typesetter: Typesetter, paint: TilePaint, view: SheetView, fixed?: number | "common"): Image {
  const layout = layoutOf(content, typesetter);
  const canvas = paper(layout.width, layout.height, white);
  const tile = tileOf(content.photo, tileSide);
  const drawing: Drawing = { canvas, layout, typesetter, content, tile, paint, view, fixed };
  put(canvas, { x: margin, y: margin }, tile);
  drawFacts(drawing);
  drawHeadings(drawing);
  content.rows.forEach((row, index) => drawRow(row, index, drawing));
  return canvas;
}

/** Beside the photograph: its name, and the most probable classes. */
function drawFacts({ canvas, layout: { list }, typesetter, content: { title, facts, top } }: Drawing): void {
  const { x, y, line, width } = list;
  typesetter.draw(canvas, typesetter.fit(title, letters.title, width), { x, y: y + 15 }, letters.title, ink);
  typesetter.draw(canvas, typesetter.fit(facts, letters.plain, width), { x, y: y + 36 }, letters.plain, pale);
  const [labels, bars] = [190, 170]; // widths
  top.forEach(({ label, probability }, at) => {
    const base = y + 70 + at * line;
    typesetter.draw(canvas, typesetter.fit(label, letters.plain, labels - 10), { x, y: base }, letters.plain, ink);
    const length = Number.isFinite(probability) ? Math.round(probability * bars) : 0;
    fill(canvas, { x: x + labels, y: base - 10 }, Math.max(length, 1), 12, share);
    typesetter.draw(canvas, percent(probability), { x: x + labels + Math.max(length, 1) + 8, y: base }, letters.plain, ink);
  });
}

function drawHeadings({ canvas, layout, typesetter, content: { columns } }: Drawing): void {
  columns.forEach(({ title, subtitle }, column) => {
    const { x } = layout.tileAt(0, column);
    typesetter.draw(canvas, typesetter.fit(title, letters.heading, layout.columnWidth), { x, y: layout.headingsY + 14 }, letters.heading, ink);
    typesetter.draw(canvas, typesetter.fit(subtitle, letters.plain, layout.columnWidth), { x, y: layout.headingsY + 32 }, letters.plain, pale);
  });
}

interface Drawing {
  readonly canvas: Canvas;
  readonly layout: SheetLayout;
  readonly typesetter: Typesetter;
  readonly content: SheetContent;
  readonly tile: Image; // the photograph
  readonly paint: TilePaint;
  readonly view: SheetView;
  readonly fixed: number | "common" | undefined; // the scale, where it was chosen
}

function drawRow(row: SheetRow, index: number, drawing: Drawing): void {
  const { layout, paint, view, fixed } = drawing;
  const scale = sharedScale(row.cells.map(({ map }) => map), view, fixed);
  const { y } = layout.tileAt(index, 0);
  drawHeading(row, y, drawing);
  row.cells.forEach((cell, column) => drawCell(cell, scale, layout.tileAt(index, column), drawing));
  if (scale) drawBar(scale, { x: layout.barX, y }, Math.max(layout.tile.height, leastRow), paint.bar, drawing);
}

function drawHeading({ title, subtitle, unit }: SheetRow, y: number, { canvas, layout, typesetter }: Drawing): void {
  const line = (text: string, size: number, below: number, colour: Colour): void =>
    typesetter.draw(canvas, typesetter.fit(text, size, layout.headWidth), { x: margin, y: y + below }, size, colour);
  line(title, letters.heading, 13, ink);
  line(subtitle, letters.plain, 33, pale);
  line(unit, letters.plain, 51, pale);
}

function drawCell({ map, statement }: SheetCell, scale: SharedScale | undefined, at: Place, drawing: Drawing): void {
  const { canvas, layout, typesetter, content: { photo, region }, tile, paint } = drawing;
  const drawn = scale && statement === undefined ? mappedTile(tile, map, scale, photo, region, paint) : tile;
  put(canvas, at, drawn);
  const { min, max } = describeMap(map.values);
  const words = statement ?? `${compact(min)} … ${compact(max)}`;
  const place = { x: at.x, y: at.y + layout.tile.height + 15 };
  typesetter.draw(canvas, typesetter.fit(words, letters.small, layout.columnWidth), place, letters.small, statement === undefined ? pale : warning);
}

/** The colours from the lowest value (below) to the highest, with three numbers beside them. */
function drawBar({ low, high }: SharedScale, { x, y }: Place, height: number, colourMap: ColourMap, { canvas, typesetter }: Drawing): void {
  for (let row = 0; row < height; row++) {
    const level = Math.round(255 * (1 - row / Math.max(1, height - 1)));
    const [red = 0, green = 0, blue = 0, alpha = 0] = colourMap.subarray(4 * level, 4 * level + 4);
    const onPaper = (value: number): number => Math.round(255 + ((value - 255) * alpha) / 255);
    fill(canvas, { x, y: y + row }, bar.width, 1, [onPaper(red), onPaper(green), onPaper(blue)]);
  }
  outline(canvas, { x, y }, bar.width, height);
  const middle = (low + high) / 2;
  for (const [value, share] of [[high, 0], [middle, 0.5], [low, 1]] as const) {
    const tickY = y + Math.round(share * (height - 1));
    fill(canvas, { x: x + bar.width, y: tickY }, bar.tick, 1, pale);
    typesetter.draw(canvas, compact(value), { x: x + bar.width + bar.tick + 4, y: tickY + 4 }, letters.small, ink);
  }
}

function outline(canvas: Canvas, { x, y }: Place, width: number, height: number): void {
  fill(canvas, { x: x - 1, y: y - 1 }, width + 2, 1, pale);
  fill(canvas, { x: x - 1, y: y + height }, width + 2, 1, pale);
  fill(canvas, { x: x - 1, y: y - 1 }, 1, height + 2, pale);
  fill(canvas, { x: x + width, y: y - 1 }, 1, height + 2, pale);
}

/** The photograph with its longer side at `side` pixels, smaller ones enlarged. [height, width, 4] */
export function tileOf({ width, height, data }: Image, side: number): Image {
  const scale = side / Math.max(width, height);
  const [across, down] = [width, height].map((length) => Math.max(1, Math.round(length * scale))) as [number, number];
  const rgb = resizePillow(data, width, height, 4, across, down); // [down, across, 3]
  const rgba = new Uint8Array(across * down * 4).fill(255);
  for (let pixel = 0; pixel < across * down; pixel++) rgba.set(rgb.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
  return { width: across, height: down, data: rgba };
}

/** @param region the part of the photograph that the map covers, in pixels of the photograph */
function mappedTile(tile: Image, map: RawMap, scale: SharedScale, photo: Image, region: Region, paint: TilePaint): Image {
  const [across, down] = [tile.width / photo.width, tile.height / photo.height];
  const seen = { x: region.x * across, y: region.y * down, width: region.width * across, height: region.height * down };
  const placement = place(map.width, map.height, seen, tile.width, tile.height);
  return paint.cover(map, onScale(legible(map.values, grainOf(map.method)), scale), placement, tile);
}

interface SharedScale {
  readonly low: number;
  readonly high: number; // above low
}

/**
 * @param fixed what the strongest colour stands for, where it was chosen: for signed and positive maps
 * @returns undefined where no map is finite, or none has anything to show
 */
export function sharedScale(maps: readonly RawMap[], view: SheetView, fixed?: number | "common"): SharedScale | undefined {
  if (view === "finished") return { low: 0, high: 1 };
  const ranges = maps.map(({ method, values }) => describeMap(legible(values, grainOf(method)))).filter(({ finite }) => finite);
  const min = Math.min(...ranges.map((range) => range.min));
  const max = Math.max(...ranges.map((range) => range.max));
  if (typeof fixed === "number" && view !== "minmax") return { low: view === "signed" ? -fixed : 0, high: fixed };
  const scale = { signed: { low: -Math.max(-min, max), high: Math.max(-min, max) }, positive: { low: 0, high: max }, minmax: { low: min, high: max } }[view];
  return scale.high > scale.low ? scale : undefined;
}

/** Values between 0 (the first colour) and 1 (the last). */
const onScale = (values: Float32Array, { low, high }: SharedScale): Float32Array =>
  values.map((value) => Math.min(Math.max((value - low) / (high - low), 0), 1));
