// Where everything goes in the legend below a picture: class, method, layer and range; the colours with zero, the ends of the scale
// and the lines marked. Knows how wide texts are, and draws nothing: the command line and a browser have letters of their own.
//
// Lengths are pixels, from the strip's upper left corner; texts stand on their base lines.
import { colourMapNamed } from "../colours/colour_maps.ts";
import type { Key } from "./style.ts";

/** A colour of the legend. */
export type Ink = readonly [red: number, green: number, blue: number]; // 0…255 sRGB

/** The legend's texts. */
export interface LegendWords {
  readonly title: string; // "Egyptian cat"
  readonly facts: string; // "CAM at layer4 · 1.907 … 38.86 logits"
  readonly statement: string | undefined; // why there is no key, in words
}

/** What the legend below a picture says. */
export interface Legend extends LegendWords {
  readonly key: Key | undefined; // undefined: the map makes no picture
  readonly colours: string; // a colour map's name
}

/** Measures texts: implemented where the letters are, on the command line and in the browser. */
export interface Letters {
  /** A text's width. */
  width(text: string, size: number): number;
  /** The text, or as much of it as fits and "…". */
  fit(text: string, size: number, room: number): string;
}

/** A rectangle of the strip. */
export interface StripArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A text of the strip; x and y are where it begins on its base line. */
export interface StripText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number; // of the letters
  readonly ink: Ink;
}

/** The legend, laid out: nothing is left but to draw it. */
export interface Strip {
  readonly height: number;
  readonly ground: Ink;
  readonly bar: (StripArea & { readonly colours: Uint8Array }) | undefined; // colours: [width, 4] RGBA, one for each column
  readonly marks: readonly (StripArea & { readonly ink: Ink })[]; // on the bar and below it
  readonly texts: readonly StripText[];
}

/** Narrower pictures have no legend: it could not be read. */
export const leastLegendWidth = 160;

/** As dark as the picture. Texts have a contrast of at least 7 on it (WCAG 2.1, 1.4.6). */
const [ground, ink, pale, warning]: readonly [Ink, Ink, Ink, Ink] = [[22, 22, 25], [240, 240, 243], [176, 176, 184], [255, 190, 110]];
const light: Ink = [255, 255, 255];

interface Measures {
  readonly letter: number; // size of the letters
  readonly margin: number;
  readonly room: number; // between the margins
}

const measuresOf = (width: number): Measures => {
  const letter = Math.max(10, width / 42);
  const margin = Math.round(0.9 * letter);
  return { letter, margin, room: width - 2 * margin };
};

/**
 * Where everything goes in the legend below a picture.
 * @param width of the picture
 * @param show a number in a few characters
 * @returns undefined for a picture that is too narrow
 * @param width of the picture.
 * @param show a number in a few characters. @returns undefined for a picture that is too narrow
 * @example
 * ```ts
 * import { layOutLegend } from "@camlucida/cam";
 *
 * const letters = { width: (text: string, size: number) => 0.6 * size * text.length, fit: (text: string) => text };
 * const key = { low: 0, high: 4, lines: [1, 2, 3], beyond: false };
 * const legend = { title: "tabby", facts: "CAM at layer4", statement: undefined, key, colours: "warm" };
 * const strip = layOutLegend(320, legend, letters, String);
 * strip?.texts.slice(0, 2).map(({ text }) => text); // → ["tabby", "CAM at layer4"]
 * ```
 */
export function layOutLegend(width: number, legend: Legend, letters: Letters, show: (value: number) => string): Strip | undefined {
  if (width < leastLegendWidth) return undefined;
  const measures = measuresOf(width);
  const { letter, margin, room } = measures;
  const rows = headRows(legend, measures, letters);
  const barY = margin + Math.round(rows.length * 1.45 * letter);
  const head = rows.flatMap((row, at) => rowTexts(row, margin + Math.round((0.85 + 1.45 * at) * letter), measures, letters));
  const common = { height: barY + Math.round(2.5 * letter) + Math.round(0.6 * margin), ground };
  if (legend.key) {
    const { bar, marks, labels } = scaleOf(legend.key, legend.colours, barY, measures, letters, show);
    return { ...common, bar, marks, texts: [...head, ...labels] };
  }
  const why: StripText = { text: letters.fit(legend.statement ?? "", letter, room), x: margin, y: barY + Math.round(1.2 * letter), size: letter, ink: warning };
  return { ...common, bar: undefined, marks: [], texts: [...head, why] };
}

interface Row {
  readonly left: string;
  readonly right: string;
}

/** The class and the facts beside it; below it where there is no room, and in two rows where they are too long for one. */
function headRows({ title, facts }: LegendWords, { letter, room }: Measures, { width, fit }: Letters): readonly Row[] {
  if (width(title, 1.1 * letter) + width(facts, letter) + 2 * letter <= room) return [{ left: title, right: facts }];
  const below = width(facts, letter) <= room ? [facts] : facts.split(" · ");
  return [{ left: fit(title, 1.1 * letter, room), right: "" }, ...below.map((part) => ({ left: "", right: fit(part, letter, room) }))];
}

/** What stands alone begins at the left. */
function rowTexts({ left, right }: Row, y: number, { letter, margin, room }: Measures, letters: Letters): StripText[] {
  const x = left === "" ? margin : margin + Math.floor(room - letters.width(right, letter));
  return [{ text: left, x: margin, y, size: 1.1 * letter, ink }, { text: right, x, y, size: letter, ink: pale }].filter(({ text }) => text !== "");
}

function scaleOf(key: Key, colours: string, y: number, { letter, margin, room }: Measures, letters: Letters, show: (value: number) => string) {
  const height = Math.max(4, Math.round(0.75 * letter));
  const xOf = (value: number): number => margin + Math.round(((value - key.low) / (key.high - key.low)) * (room - 1));
  const line = Math.max(1, Math.round(letter / 14));
  const size = 0.88 * letter;
  const labels = labelsOf(key, room, size, letters, show).map(({ text, value }): StripText => {
    const wide = letters.width(text, size);
    const x = Math.round(Math.min(Math.max(xOf(value) - wide / 2, margin), margin + room - wide));
    return { text, x, y: y + height + Math.round(1.3 * letter), size, ink };
  });
  return {
    bar: { x: margin, y, width: room, height, colours: columnsOf(colours, room) },
    marks: [
      ...key.lines.map((value) => ({ x: xOf(value) - (line >> 1), y, width: line, height, ink: light })),
      ...marksOf(key).map((value) => ({ x: Math.min(xOf(value), margin + room - line), y: y + height, width: line, height: Math.round(0.3 * letter), ink: pale })),
    ],
    labels,
  };
}

function columnsOf(name: string, width: number): Uint8Array {
  const table = colourMapNamed(name);
  return Uint8Array.from({ length: 4 * width }, (_, at) => table[4 * Math.round((255 * (at >> 2)) / (width - 1)) + (at & 3)] as number);
}

/** The ends, zero, and where there are lines. */
const marksOf = ({ low, high, lines }: Key): readonly number[] => [...new Set([low, ...lines, ...(low < 0 && high > 0 ? [0] : []), high])].toSorted((a, b) => a - b);

interface Label {
  readonly text: string;
  readonly value: number;
}

/** Numbers at all marks, or at fewer where they would touch. */
function labelsOf(key: Key, room: number, size: number, { width }: Letters, show: (value: number) => string): readonly Label[] {
  const textAt = (value: number): string => (key.beyond && value === key.high ? "≥ " : key.beyond && value === key.low && value < 0 ? "≤ " : "") + show(value);
  const nearEnd = (value: number): boolean => {
    const apart = (Math.min(value - key.low, key.high - value) / (key.high - key.low)) * room;
    return value !== key.low && value !== key.high && apart < 1.5 * width(textAt(key.low), size) + size;
  };
  const all = marksOf(key).map((value) => ({ text: textAt(value), value })).filter(({ value }) => value !== 0 || !nearEnd(value));
  const ends = all.filter(({ value }) => value === key.low || value === key.high || value === 0);
  const middle = key.lines.filter((_, at) => at % 3 === 1); // a half of the scale, for and against
  const half = all.filter((label) => ends.includes(label) || middle.includes(label.value));
  const fits = (labels: readonly Label[]): boolean => labels.length * (Math.max(...labels.map(({ text }) => width(text, size))) + size) <= room + size;
  return [all, half].find(fits) ?? ends;
}
