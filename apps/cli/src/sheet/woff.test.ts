import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { parse } from "opentype.js";
import { expect, test } from "vitest";
import { readWoff } from "./woff.ts";

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
