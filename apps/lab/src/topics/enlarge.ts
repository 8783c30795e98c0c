// From the cells of a map to a pixel of the picture: which four cells, which weights, which level, which colour.
import { explainPixel, place, type ExplainedPixel, type Image, type Placement } from "@camlucida/cam";
import { optionsFrom, wholeNumber, wholeNumbers } from "../here/words.ts";
import { grid, number, paragraphs, titled } from "../text.ts";
import type { Topic } from "../topic.ts";
import { computed, example } from "./class_example.ts";

export const enlarge: Topic = {
  name: "enlarge",
  question: "How does a 7×7 map become a picture? Each pixel lies between four cells.",
  worked: async () => paragraphs(onePixel(), titled("7×7 cells over 451×300 pixels, pixel (100, 50):", placed({ cells: 7, width: 451, height: 300, x: 100, y: 50 }))),
  async *here(words) {
    if (words.length > 0) yield placed(askedFor(words));
  },
};

const side = 6; // pixels
const [atX, atY] = [2, 3];

/** One brown over all of a photograph. */
const photograph: Image = { width: side, height: side, data: Uint8Array.from({ length: 4 * side * side }, (_, at) => [120, 90, 60, 255][at % 4] ?? 0) };

/** A pixel of the example's map, the first class's, over 6×6 pixels. */
function onePixel(): string {
  const values = computed(example).maps.filter((_, at) => at % example.bias.length === 0);
  const map = { method: "cam", width: example.side, height: example.side, values };
  const pixel = explainPixel(map, photograph, { x: 0, y: 0, width: side, height: side }, { view: "signed" }, atX, atY);
  if (!pixel) throw new Error("enlarge: the example's pixel lies outside of its photograph.");
  const strongest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return paragraphs(
    titled(`map of ${example.side}×${example.side} cells in logits, to be laid over ${side}×${side} pixels`, grid(values, { width: example.side, decimals: 2 })),
    sum(pixel),
    [
      `scaled  ½ + ½ · ${number(pixel.value, 2)} / ${number(strongest, 2)} = ${number(pixel.scaled, 3)}        (½ is no evidence)`,
      `level   ⌊255 · ${number(pixel.scaled, 3)} + ½⌋ = ${pixel.level}`,
      `tones   black becomes ${triple(pixel.dark)}, white ${triple(pixel.light)}`,
      `colour  of the photograph's ${triple(pixel.photograph)}, lightness ${pixel.lightness}: ${triple(pixel.colour)}`,
    ].join("\n"),
  );
}

function sum({ place: { x, y }, cells, value }: ExplainedPixel): string {
  const rows = cells.map((cell) => row(`(${cell.x}, ${cell.y})`, number(cell.weight, 4), number(cell.value, 2), number(cell.weight * cell.value, 3)));
  const total = cells.reduce((all, { weight }) => all + weight, 0);
  return [
    `pixel (${atX}, ${atY}) lies at (${number(x, 2)}, ${number(y, 2)}) of the map: (i + ½) · ${example.side}/${side} − ½`,
    row("cell", "weight", "value", "product"),
    ...rows,
    row("sum", number(total, 4), "", number(value, 3)),
  ].join("\n");
}

const row = (name: string, ...numbers: readonly string[]): string => `${name.padEnd(8)}${numbers.map((text) => text.padStart(10)).join("")}`.trimEnd();

const triple = (rgb: readonly number[]): string => `(${rgb.join(", ")})`;

interface Asked {
  readonly cells: number; // of the map's side
  readonly width: number; // of the photograph, pixels
  readonly height: number;
  readonly x: number; //     a pixel
  readonly y: number;
}

/** Between which cells a pixel lies, by axis. */
function placed({ cells, width, height, x, y }: Asked): string {
  const { columns, rows } = place(cells, cells, { x: 0, y: 0, width, height }, width, height);
  return [axis("x", x, cells, width, columns), axis("y", y, cells, height, rows)].join("\n");
}

function axis(name: string, pixel: number, cells: number, length: number, { indices, weights }: Placement["columns"]): string {
  const at = ((pixel + 0.5) * cells) / length - 0.5;
  const [first, second] = [0, 1].map((i) => `${number(weights[2 * pixel + i] ?? NaN, 3)} of cell ${indices[2 * pixel + i]}`);
  return `${name}  (${pixel} + ½) · ${cells}/${length} − ½ = ${number(at, 3)}: ${first}, ${second}`;
}

/** @throws LabError "lab-words" */
function askedFor(words: readonly string[]): Asked {
  const said = optionsFrom(words, { cells: "7", width: "451", height: "300", at: "100,50" });
  const [width, height] = [wholeNumber("width", said.width, 1, 10_000), wholeNumber("height", said.height, 1, 10_000)];
  const [x = 0, y = 0] = wholeNumbers("at", said.at, [width - 1, height - 1]);
  return { cells: wholeNumber("cells", said.cells, 1, 512), width, height, x, y };
}
