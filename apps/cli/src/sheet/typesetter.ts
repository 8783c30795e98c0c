// Text on pictures: DejaVu Sans, one line at a time, whatever the characters.
//
// What the font lacks is shown as □, one for each character as people count them. Right-to-left words are put in their
// order; Arabic letters are not joined.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Font, Glyph, parse } from "opentype.js";
import { graphemesOf, printable } from "../report/cells.ts";
import { tint, type Canvas, type Colour, type Place } from "./canvas.ts";
import { coverageOf, type PathCommand } from "./outline.ts";
import { readWoff } from "./woff.ts";

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
