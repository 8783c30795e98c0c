// What a contact sheet shows, a photograph, methods down and classes across; and where everything goes, in pixels.
import type { Image, RawMap, Region } from "@camlucida/cam";
import type { View } from "../arguments/table/choices.ts";
import { OutputError } from "../errors/errors.ts";
import type { TopClass } from "../report/result.ts";
import type { Colour } from "./canvas.ts";
import type { Typesetter } from "./typesetter.ts";

export interface SheetContent {
  readonly photo: Image;
  /** What the network saw of the photograph. */
  readonly region: Region;
  readonly title: string; // the photograph's name
  readonly facts: string; // its size, and by what it was explained
  readonly top: readonly TopClass[];
  readonly columns: readonly Heading[]; // classes
  readonly rows: readonly SheetRow[]; // methods and layers
}

export interface Heading {
  readonly title: string;
  readonly subtitle: string;
}

export interface SheetRow extends Heading {
  readonly unit: string; // what the colour bar's numbers count
  readonly cells: readonly SheetCell[]; // one for each column; a single one where the method knows no class
}

export interface SheetCell {
  readonly map: RawMap;
  readonly statement: string | undefined; // where the map makes no picture
}

/** How the maps of a row share a scale. */
export type SheetView = View | "finished";

/** Sizes of letters. */
export const letters = { title: 19, heading: 14, plain: 12.5, small: 11.5 } as const;

export const margin = 28;
const gap = 14; // between two tiles
export const tileSide = 240; // of a photograph's longer side
export const bar = { width: 14, tick: 5, labels: 74 } as const;

const headings = 44; // above the first row
const caption = 22; // below each tile
const list = { line: 22, above: 58, width: 430 } as const; // beside the photograph
export const leastRow = 62; // three lines of text, or a colour bar's three numbers
const leastColumn = 160; // a class' name
const headColumn = { least: 90, most: 190 } as const;

/** More would be a picture that few programs open. */
const mostPixels = 80e6;

export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly tile: { readonly width: number; readonly height: number };
  readonly headWidth: number; // of the rows' headings
  readonly columnWidth: number;
  readonly list: { readonly x: number; readonly y: number; readonly line: number; readonly width: number };
  readonly headingsY: number; // top of the classes' names
  /** The upper left corner of a tile. */
  readonly tileAt: (row: number, column: number) => { readonly x: number; readonly y: number };
  readonly barX: number;
}

/** What decides the sheet's size. */
interface SheetExtent extends Pick<SheetContent, "columns" | "top"> {
  readonly photo: { readonly width: number; readonly height: number };
  readonly rows: readonly Omit<SheetRow, "cells">[];
}

/** @throws OutputError "output-too-large" */
export function layoutOf({ photo, columns, rows, top }: SheetExtent, { width: widthOf }: Typesetter): SheetLayout {
  const scale = tileSide / Math.max(photo.width, photo.height);
  const tile = { width: Math.max(1, Math.round(photo.width * scale)), height: Math.max(1, Math.round(photo.height * scale)) };
  const headTexts = rows.flatMap(({ title, subtitle, unit }) => [widthOf(title, letters.heading), widthOf(subtitle, letters.plain), widthOf(unit, letters.plain)]);
  const headWidth = Math.ceil(Math.min(Math.max(headColumn.least, ...headTexts), headColumn.most));
  const columnWidth = Math.max(tile.width, leastColumn);
  const rowHeight = Math.max(tile.height, leastRow) + caption;
  const header = Math.max(tile.height, list.above + list.line * top.length);
  const headingsY = margin + header + gap;
  const rowsY = headingsY + headings;
  const columnsX = margin + headWidth + gap;
  const barX = columnsX + columns.length * (columnWidth + gap);
  const width = Math.max(barX + bar.width + bar.tick + bar.labels, margin + tile.width + 2 * gap + list.width) + margin;
  const height = rowsY + rows.length * (rowHeight + gap) - gap + margin;
  refuseTooLarge(width, height, columns.length, rows.length);
  return {
    width, height, tile, headWidth, columnWidth, headingsY, barX,
    list: { x: margin + tile.width + 2 * gap, y: margin, line: list.line, width: list.width },
    tileAt: (row, column) => ({ x: columnsX + column * (columnWidth + gap), y: rowsY + row * (rowHeight + gap) }),
  };
}

function refuseTooLarge(width: number, height: number, columns: number, rows: number): void {
  if (width * height <= mostPixels) return;
  throw new OutputError("output-too-large",
    `--sheet: ${columns} classes × ${rows} maps need ${width}×${height} pixels; at most ${mostPixels / 1e6} million are drawn. Ask for fewer.`);
}

export const white: Colour = [255, 255, 255];
export const ink: Colour = [24, 24, 28];
export const pale: Colour = [96, 98, 106]; // what matters less
export const warning: Colour = [150, 74, 0]; // a map that makes no picture
export const share: Colour = [92, 138, 196]; // bars of probability
