import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { parse } from "opentype.js";
import { beforeAll, expect, test } from "vitest";
import { type Canvas, paper } from "./canvas.ts";
import { openTypesetter, readWoff, type Typesetter } from "./typesetter.ts";

let typesetter: Typesetter;
beforeAll(async () => { typesetter = await openTypesetter(); });

const size = 20;

function drawn(text: string): Canvas {
  const canvas = paper(200, 40, [255, 255, 255]);
  typesetter.draw(canvas, text, { x: 5, y: 28 }, size, [0, 0, 0]);
  return canvas;
}

test("letters are drawn in ink between their beginning and their end", () => {
  const canvas = drawn("Hl");
  const dark = [...Array(200).keys()].filter((x) => Array.from({ length: 40 }, (_, y) => canvas.data[4 * (200 * y + x)] ?? 255).some((level) => level < 128));
  expect(dark[0]).toBeGreaterThanOrEqual(5);
  expect(dark.at(-1)).toBeLessThan(5 + typesetter.width("Hl", size));
  expect(canvas.data.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});

test("widths add up, and grow with the size", () => {
  expect(typesetter.width("cat", size)).toBeCloseTo(typesetter.width("c", size) + typesetter.width("at", size), 9);
  expect(typesetter.width("cat", 2 * size)).toBeCloseTo(2 * typesetter.width("cat", size), 9);
  expect(typesetter.width("", size)).toBe(0);
});

test.each([
  ["猫", "□"], // no Han in this font
  ["👩‍👩‍👧", "□"], // one character as people count, whatever it is made of
  ["a猫b", "a□b"],
  ["e\u0301", "é"],
  ["a\u200bb\ufe0f", "ab"], // nothing to see
  ["\u202egnp", "\ufffdgnp"],
])("%j looks like %j", (text, like) => expect(drawn(text).data).toEqual(drawn(like).data));

test("Hebrew is read from the right: its first letter comes last", () => {
  const canvas = paper(200, 40, [255, 255, 255]);
  let pen = 5;
  for (const letter of "םולש") { // one at a time, nothing is turned
    typesetter.draw(canvas, letter, { x: Math.round(pen), y: 28 }, size, [0, 0, 0]);
    pen += typesetter.width(letter, size);
  }
  const differing = drawn("שלום").data.filter((level, at) => Math.abs(level - (canvas.data[at] ?? 0)) > 128).length;
  expect(differing).toBeLessThan(100); // of 3 × 500 in ink: whole pixels against fractions
});

test("long texts end in …, within their room", () => {
  const label = "Überlanger Klassenname 👩‍👩‍👧 mit vielen Wörtern".repeat(50);
  for (const room of [40, 77, 150, 400]) {
    const fitted = typesetter.fit(label, size, room);
    expect(fitted).toMatch(/…$/);
    expect(typesetter.width(fitted, size)).toBeLessThanOrEqual(room);
  }
  expect(typesetter.fit("cat", size, 100)).toBe("cat");
  expect(typesetter.fit("cat", size, 5)).toBe("…");
});

test("any label: drawn without an error, also beyond the canvas", () => {
  for (const text of ["\0\u001b[2J", "\ud800", "\uffff", "سلام", "a".repeat(5000)]) {
    const canvas = paper(30, 10, [255, 255, 255]);
    typesetter.draw(canvas, typesetter.fit(text, size, 300), { x: -8, y: 4 }, size, [0, 0, 0]);
    expect(canvas.data).toHaveLength(30 * 10 * 4);
  }
});

const require = createRequire(import.meta.url);
const woff = new Uint8Array(readFileSync(require.resolve("@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff")));
const opentype = require("opentype.js") as { readonly parse: typeof parse };
const tables = ["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"];

test("the letters are those that the font library itself reads from the whole file", () => {
  const [whole, few] = [opentype.parse(woff.slice().buffer), opentype.parse(readWoff(woff, tables).buffer, { lowMemory: true })];
  for (const letter of "Egyptian cat −38.86 … Åß世□") {
    const [expected, found] = [whole.charToGlyph(letter), few.charToGlyph(letter)];
    expect([letter, found.advanceWidth, found.getPath(0, 0, 12).commands]).toEqual([letter, expected.advanceWidth, expected.getPath(0, 0, 12).commands]);
  }
});
