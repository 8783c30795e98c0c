// The legend as a strip below the picture, which it never covers: class, method, layer and range; the colours with zero, the ends
// of the scale and the lines marked.
import { colourMapNamed, type Image, type Key } from "@camlucida/cam";
import { short } from "../report/numbers.ts";
import { fill, type Canvas, type Colour } from "../sheet/canvas.ts";
import type { Typesetter } from "../sheet/typesetter.ts";
import type { LegendText } from "./content.ts";

/** Narrower pictures, in pixels, have no legend: it could not be read. */
export const leastWidth = 160;

/** As dark as the picture. Texts have a contrast of at least 7 on it (WCAG 2.1, 1.4.6). */
const [ground, ink, pale, warning]: readonly [Colour, Colour, Colour, Colour] = [[22, 22, 25], [240, 240, 243], [176, 176, 184], [255, 190, 110]];
const light: Colour = [255, 255, 255];

export interface Legend extends LegendText {
  readonly key: Key | undefined; // undefined: the map makes no picture
  readonly colours: string; // a colour map's name
}

/** Lengths in pixels, by the picture's width. */
interface Measures {
  readonly letter: number; // height of a letter
  readonly margin: number;
  readonly room: number; // between the margins
}

const measuresOf = (width: number): Measures => {
  const letter = Math.max(10, width / 42);
  const margin = Math.round(0.9 * letter);
  return { letter, margin, room: width - 2 * margin };
};

/** @returns the picture with its strip; the picture itself where it is too narrow */
export function withLegend(picture: Image, legend: Legend, typesetter: Typesetter): Image {
  if (picture.width < leastWidth) return picture;
  const measures = measuresOf(picture.width);
  const rows = headRows(legend, measures, typesetter);
  const { letter, margin } = measures;
  const barY = picture.height + margin + Math.round(rows.length * 1.45 * letter);
  const canvas = extended(picture, barY + Math.round(2.5 * letter) + Math.round(0.6 * margin));
  rows.forEach((row, at) => drawRow(row, picture.height + margin + Math.round((0.85 + 1.45 * at) * letter), canvas, measures, typesetter));
  if (legend.key) drawScale(legend.key, legend.colours, barY, canvas, measures, typesetter);
  else typesetter.draw(canvas, typesetter.fit(legend.statement ?? "", letter, measures.room), { x: margin, y: barY + Math.round(1.2 * letter) }, letter, warning);
  return canvas;
}

/** The picture with room below. */
function extended({ width, height, data }: Image, whole: number): Canvas {
  const canvas = { width, height: whole, data: new Uint8Array(4 * width * whole).fill(255, data.length) };
  canvas.data.set(data);
  fill(canvas, { x: 0, y: height }, width, whole - height, ground);
  return canvas;
}

interface Row {
  readonly left: string;
  readonly right: string;
}

/** The class and the facts beside it, or below it where there is no room. */
function headRows({ title, facts }: LegendText, { letter, room }: Measures, { width, fit }: Typesetter): readonly Row[] {
  if (width(title, 1.1 * letter) + width(facts, letter) + 2 * letter <= room) return [{ left: title, right: facts }];
  return [{ left: fit(title, 1.1 * letter, room), right: "" }, { left: "", right: fit(facts, letter, room) }];
}

function drawRow({ left, right }: Row, y: number, canvas: Canvas, { letter, margin, room }: Measures, typesetter: Typesetter): void {
  typesetter.draw(canvas, left, { x: margin, y }, 1.1 * letter, ink);
  const x = left === "" ? margin : margin + Math.floor(room - typesetter.width(right, letter));
  typesetter.draw(canvas, right, { x, y }, letter, pale);
}

function drawScale(key: Key, colours: string, y: number, canvas: Canvas, { letter, margin, room }: Measures, typesetter: Typesetter): void {
  const height = Math.max(4, Math.round(0.75 * letter));
  const xOf = (value: number): number => margin + Math.round(((value - key.low) / (key.high - key.low)) * (room - 1));
  const table = colourMapNamed(colours);
  for (let x = 0; x < room; x++) {
    const level = Math.round((255 * x) / (room - 1));
    fill(canvas, { x: margin + x, y }, 1, height, [...table.subarray(4 * level, 4 * level + 3)] as unknown as Colour);
  }
  const line = Math.max(1, Math.round(letter / 14));
  for (const value of key.lines) fill(canvas, { x: xOf(value) - (line >> 1), y }, line, height, light);
  for (const value of marks(key)) fill(canvas, { x: Math.min(xOf(value), margin + room - line), y: y + height }, line, Math.round(0.3 * letter), pale);
  const size = 0.88 * letter;
  const base = y + height + Math.round(1.3 * letter);
  for (const { text, value } of labelsOf(key, room, size, typesetter)) {
    const wide = typesetter.width(text, size);
    const x = Math.min(Math.max(xOf(value) - wide / 2, margin), margin + room - wide);
    typesetter.draw(canvas, text, { x: Math.round(x), y: base }, size, ink);
  }
}

/** The ends, zero, and where there are lines. */
const marks = ({ low, high, lines }: Key): readonly number[] => [...new Set([low, ...lines, ...(low < 0 && high > 0 ? [0] : []), high])].toSorted((a, b) => a - b);

interface Label {
  readonly text: string;
  readonly value: number;
}

/** Numbers at all marks, or at fewer where they would touch. */
function labelsOf(key: Key, room: number, size: number, { width }: Typesetter): readonly Label[] {
  const textAt = (value: number): string => (key.beyond && value === key.high ? "≥ " : key.beyond && value === key.low && value < 0 ? "≤ " : "") + short(value);
  const all = marks(key).map((value) => ({ text: textAt(value), value }));
  const ends = all.filter(({ value }) => value === key.low || value === key.high || value === 0);
  const half = all.filter((label, at) => ends.includes(label) || at % 2 === 0);
  const fits = (labels: readonly Label[]): boolean => labels.length * (Math.max(...labels.map(({ text }) => width(text, size))) + size) <= room + size;
  return [all, half].find(fits) ?? ends;
}
