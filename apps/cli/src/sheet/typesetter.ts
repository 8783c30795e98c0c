// Text on pictures: DejaVu Sans, one line at a time, whatever the characters.
//
// What the font lacks is shown as □, one for each character as people count them. Right-to-left words are put in their
// order; Arabic letters are not joined.
//
// Source    W3C, WOFF File Format 1.0, sections 4 and 5; OpenType 1.9, "Table Directory".
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import type { Font, Glyph, parse } from "opentype.js";
import { graphemesOf, printable } from "../report/terminal.ts";
import { type Canvas, type Colour, type Place, tint } from "./canvas.ts";
import { coverageOf, type PathCommand } from "./outline.ts";

export interface Typesetter {
  /** The text's width in pixels. */
  width(text: string, size: number): number;
  /** The text, or as much of it as fits and "…". */
  fit(text: string, size: number, width: number): string;
  /** @param at the beginning of the base line */
  draw(canvas: Canvas, text: string, at: Place, size: number, colour: Colour): void;
}

const longest = 1000; // UTF-16 units of a text that are looked at: more than any picture is wide

const file = "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff"; // all of the font, whatever its name says

/** What drawing letters one by one needs of a font: without kerning and substitutions it opens in a quarter of the time. */
const tables = ["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"];

export async function openTypesetter(): Promise<Typesetter> {
  const require = createRequire(import.meta.url);
  // required, not imported: runtimes and bundlers disagree about what this package's default export is
  const opentype = require("opentype.js") as { readonly parse: typeof parse };
  const font = readWoff(await readFile(require.resolve(file)), tables);
  return typesetterOf(opentype.parse(font.buffer, { lowMemory: true })); // glyphs are read when they are drawn
}

function typesetterOf(font: Font): Typesetter {
  const widthOf = (glyphs: readonly Glyph[], size: number): number =>
    glyphs.reduce((sum, { advanceWidth }) => sum + ((advanceWidth ?? 0) * size) / font.unitsPerEm, 0);
  const width = (text: string, size: number): number => widthOf(glyphsOf(font, text), size);
  return {
    width,
    fit: (text, size, room) => {
      const characters = graphemesOf(text.slice(0, longest));
      if (text.length <= longest && width(text, size) <= room) return text;
      let kept = characters.length;
      while (kept > 0 && width(`${characters.slice(0, kept).join("")}…`, size) > room) kept--;
      return `${characters.slice(0, kept).join("").trimEnd()}…`;
    },
    draw: (canvas, text, { x, y }, size, colour) => {
      const glyphs = glyphsOf(font, text);
      const [above, below] = [Math.ceil(size * 1.25), Math.ceil(size * 0.45)]; // accents on capitals, descenders
      let pen = 0;
      const outline = glyphs.flatMap((glyph): PathCommand[] => {
        const { commands } = glyph.getPath(pen, above, size);
        pen += widthOf([glyph], size);
        return commands;
      });
      const across = Math.ceil(pen) + 2;
      tint(canvas, { x, y: y - above }, coverageOf(outline, across, above + below), across, colour);
    },
  };
}

/** One glyph for each code point, or □ where the font lacks any of a character's. */
function glyphsOf(font: Font, text: string): Glyph[] {
  const shown = printable(text).normalize("NFC").replaceAll(rightToLeft, (words) => graphemesOf(words).toReversed().join(""));
  return graphemesOf(shown).flatMap((character) => {
    const visible = Array.from(character.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ""));
    const missing = visible.some((part) => font.charToGlyphIndex(part) === 0);
    return (missing ? ["□"] : visible).map((part) => font.charToGlyph(part));
  });
}

/** Words of Hebrew or Arabic, with what stands between them. */
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}](?:[\p{Script=Hebrew}\p{Script=Arabic}\p{M}\s]*[\p{Script=Hebrew}\p{Script=Arabic}\p{M}])?/gu;

interface Table {
  readonly entry: Uint8Array; // tag, checksum: 4 bytes each
  readonly bytes: Uint8Array;
}

/** Some tables of a WOFF font as an OpenType font: inflated by the runtime's own zlib, which is faster than a font library's. @param wanted tags of tables; those that the font lacks are passed over */
export function readWoff(woff: Uint8Array, wanted: readonly string[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
  const found: Table[] = [];
  for (let at = 44, count = view.getUint16(12); count > 0; at += 20, count--) {
    const tag = new TextDecoder("latin1").decode(woff.subarray(at, at + 4));
    if (!wanted.includes(tag)) continue;
    const [start, packed, length] = [view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)];
    const stored = woff.subarray(start, start + packed);
    found.push({ entry: entryOf(woff, at), bytes: packed < length ? inflateSync(stored) : stored });
  }
  return assembled(view.getUint32(4), found);
}

/** Tag and checksum, as OpenType has them side by side. */
function entryOf(woff: Uint8Array, at: number): Uint8Array {
  const entry = new Uint8Array(8);
  entry.set(woff.subarray(at, at + 4));
  entry.set(woff.subarray(at + 16, at + 20), 4);
  return entry;
}

const padded = (length: number): number => (length + 3) & ~3;

function assembled(flavour: number, found: readonly Table[]): Uint8Array<ArrayBuffer> {
  let offset = 12 + 16 * found.length;
  const font = new Uint8Array(found.reduce((sum, { bytes }) => sum + padded(bytes.length), offset));
  const view = new DataView(font.buffer);
  view.setUint32(0, flavour);
  view.setUint16(4, found.length);
  found.forEach(({ entry, bytes }, index) => {
    const at = 12 + 16 * index;
    font.set(entry, at);
    view.setUint32(at + 8, offset);
    view.setUint32(at + 12, bytes.length);
    font.set(bytes, offset);
    offset += padded(bytes.length);
  });
  return font;
}
