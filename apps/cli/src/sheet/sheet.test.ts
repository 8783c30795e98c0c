import type { Image, RawMap } from "@camlucida/cam";
import { expect, test } from "vitest";
import { tilePaintFor } from "../image/draw.ts";
import { layoutOf, type SheetContent } from "./layout.ts";
import { drawSheet, sharedScale, tileOf } from "./sheet.ts";
import type { Typesetter } from "./typesetter.ts";

/** Every letter as wide as its size, and none drawn. */
const blind: Typesetter = { width: (text, size) => text.length * size, fit: (text) => text, draw: () => undefined };

const map = (...values: number[]): RawMap => ({ method: "cam", layer: "layer4", width: values.length, height: 1, values: Float32Array.from(values) });
const photo: Image = { width: 480, height: 240, data: new Uint8Array(480 * 240 * 4).fill(128) };
const heading = { title: "CAM", subtitle: "layer4" };
const content = (...maps: readonly RawMap[]): SheetContent => ({
  photo, region: { x: 0, y: 0, width: 480, height: 240 }, title: "cat.png", facts: "480×240", top: [],
  columns: maps.map(() => heading),
  rows: [{ ...heading, unit: "in logits", cells: maps.map((cell) => ({ map: cell, statement: undefined })) }],
});
const colours = tilePaintFor({ compat: undefined }, { view: "signed", colormap: undefined, alpha: undefined });

test.each([
  ["signed", { low: -4, high: 4 }],
  ["positive", { low: 0, high: 3 }],
  ["minmax", { low: -4, high: 3 }],
  ["finished", { low: 0, high: 1 }],
] as const)("maps share the scale of the %s view", (view, scale) => {
  expect(sharedScale([map(-4, 1), map(0, 3), map(NaN, 99)], view)).toEqual(scale);
});

test("a scale that was chosen holds for signed and positive maps", () => {
  expect(sharedScale([map(-4, 1)], "signed", 40)).toEqual({ low: -40, high: 40 });
  expect(sharedScale([map(-4, 1)], "positive", 40)).toEqual({ low: 0, high: 40 });
  expect(sharedScale([map(-4, 1)], "signed", "common")).toEqual({ low: -4, high: 4 });
});

test("no scale where there is nothing to compare", () => {
  expect(sharedScale([map(0, 0)], "signed")).toBeUndefined();
  expect(sharedScale([map(-1, -2)], "positive")).toBeUndefined();
  expect(sharedScale([map(2, 2)], "minmax")).toBeUndefined();
  expect(sharedScale([map(NaN)], "minmax")).toBeUndefined();
});

test("a tile keeps the photograph's proportions, at least one pixel wide", () => {
  expect(tileOf(photo, 240)).toMatchObject({ width: 240, height: 120 });
  expect(tileOf({ width: 1, height: 1000, data: new Uint8Array(4000) }, 240)).toMatchObject({ width: 1, height: 240 });
});

test("equal evidence has equal colours across classes, zero has no colour", () => {
  const [strong, weak, none] = [map(8, 8, 4), map(4, 4, 4, 4), map(0, 0)];
  const sheet = drawSheet(content(strong, weak, none), blind, colours, "signed");
  const { tileAt } = layoutOf(content(strong, weak, none), blind);
  const colourIn = (column: number, x: number): number[] => {
    const at = tileAt(0, column);
    return Array.from(sheet.data.subarray(4 * ((at.y + 60) * sheet.width + at.x + x), 4 * ((at.y + 60) * sheet.width + at.x + x) + 4));
  };
  expect(colourIn(0, 235)).toEqual(colourIn(1, 100)); // 4 and 4
  expect(colourIn(0, 10)).not.toEqual(colourIn(1, 10)); // 8 and 4
  expect(colourIn(0, 10)[0]).toBeGreaterThan(colourIn(0, 10)[2] ?? 255); // for the class: red
  const [red = 0, , blue = 0] = colourIn(2, 100);
  expect(Math.abs(red - blue)).toBeLessThanOrEqual(4);
});

test("a map that makes no picture leaves the photograph as it is", () => {
  const silent = content(map(5, 9), map(NaN, 1));
  const rows = silent.rows.map((row) => ({ ...row, cells: row.cells.map((cell, at) => (at === 1 ? { ...cell, statement: "not usable" } : cell)) }));
  const sheet = drawSheet({ ...silent, rows }, blind, colours, "minmax");
  const { x, y } = layoutOf(silent, blind).tileAt(0, 1);
  expect(sheet.data[4 * (y * sheet.width + x)]).toBe(128);
});

test("everything lies inside, tiles and bars do not touch", () => {
  for (const shape of [[480, 240], [1, 900], [900, 1]] as const) {
    const extent = { ...content(map(1), map(2)), photo: { width: shape[0], height: shape[1] } };
    const layout = layoutOf({ ...extent, rows: [...extent.rows, ...extent.rows] }, blind);
    const last = layout.tileAt(1, 1);
    expect(last.x + layout.tile.width).toBeLessThan(layout.barX);
    expect(layout.barX + 90).toBeLessThan(layout.width);
    expect(last.y + layout.tile.height + 20).toBeLessThan(layout.height);
    expect(layout.tileAt(0, 0).x).toBeGreaterThan(layout.headWidth);
  }
});

test("a sheet of too many classes is refused, in words", () => {
  const many = { ...content(), columns: Array.from({ length: 1000 }, () => heading), rows: Array.from({ length: 13 }, () => ({ ...heading, unit: "" })) };
  expect(() => layoutOf(many, blind)).toThrow(/1000 classes × 13 maps need .* pixels.*Ask for fewer/);
  expect(() => layoutOf(many, blind)).toThrow(expect.objectContaining({ code: "output-too-large" }));
});
