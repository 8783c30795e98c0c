// One row of a contact sheet: heading, a tile per class on one scale, and the scale itself.
import { type ColourMap, describeMap, type Image } from "@camlucida/cam";
import type { TilePaint } from "../image/draw.ts";
import { compact } from "../report/numbers.ts";
import { type Canvas, type Colour, fill, type Place, put } from "./canvas.ts";
import type { SheetCell, SheetContent, SheetRow, SheetView } from "./content.ts";
import { bar, ink, leastRow, letters, margin, pale, type SheetLayout, warning } from "./layout.ts";
import { mappedTile, sharedScale, type SharedScale } from "./tile.ts";
import type { Typesetter } from "./typesetter.ts";

export interface Drawing {
  readonly canvas: Canvas;
  readonly layout: SheetLayout;
  readonly typesetter: Typesetter;
  readonly content: SheetContent;
  readonly tile: Image; // the photograph
  readonly paint: TilePaint;
  readonly view: SheetView;
  readonly fixed: number | "common" | undefined; // the scale, where it was chosen
}

export function drawRow(row: SheetRow, index: number, drawing: Drawing): void {
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
