// The rows of lanes.ts as an SVG: each sign becomes the strokes that it is made of, each step a box with its name and shape.
// It brings a white ground of its own, so that it reads the same on light and dark pages; no colour says what the text does not.
import { shapeOf, workOfRow, type LaneRow } from "./lanes.ts";

/** In pixels. */
const row = 22, lane = 20, margin = 16, titleHeight = 34, letter = 7.3;

/** Strokes of a sign in its cell, from its middle. */
const strokes: Readonly<Record<string, string>> = {
  "│": "v-11v22", "┤": "v-11v22m0-11h-10", "├": "v-11v22m0-11h10", "┼": "v-11v22m-10-11h20", "─": "h-10h20",
  "╮": "m-10 0h2q8 0 8 8v3", "╯": "m-10 0h2q8 0 8-8v-3",
};

/** Drawings side by side, each below its title. */
export function graphSvg(drawings: readonly { readonly title: string; readonly rows: readonly LaneRow[] }[]): string {
  let left = margin;
  const parts = drawings.map(({ title, rows }) => {
    const lanes = Math.max(...rows.map(({ signs }) => Math.ceil(signs.length / 2)));
    const text = left + lanes * lane + 8;
    const words = rows.map(wordsOf);
    const drawn = `<text class="title" x="${left}" y="${titleHeight - 12}">${escaped(title)}</text>\n${rows.map((one, at) => rowSvg(one, left, text, titleHeight + (at + 0.5) * row)).join("\n")}`;
    left = Math.ceil(text + letter * Math.max(title.length, ...words.map((line) => line.length)) + margin);
    return drawn;
  });
  const height = titleHeight + row * Math.max(...drawings.map(({ rows }) => rows.length)) + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left}" height="${height}" viewBox="0 0 ${left} ${height}" font-family="ui-monospace, monospace" font-size="12">`,
    "<style>path { fill: none; stroke: #555; stroke-width: 1.5 } circle { fill: #161616 } .title { font-weight: bold } .of { fill: #555 }</style>",
    `<rect width="${left}" height="${height}" fill="white"/>`, ...parts, "</svg>", "",
  ].join("\n");
}

const wordsOf = (one: LaneRow): string => (one.value ? `${workOfRow(one)}  ${one.value.name}  ${shapeOf(one.value)}` : "");

/** @param left of the lanes; @param text of the words; @param y the row's middle */
function rowSvg(one: LaneRow, left: number, text: number, y: number): string {
  const cells = one.signs.split("").filter((_, at) => at % 2 === 0);
  const paths = cells.map((sign, at) => {
    const x = left + (at + 0.5) * lane;
    if (sign === "●") return `<path d="M${x} ${y}${one.step ? "v-11" : ""}v11v11"/><circle cx="${x}" cy="${y}" r="4.5"/>`;
    return strokes[sign] ? `<path d="M${x} ${y}${strokes[sign]}"/>` : "";
  });
  const { value } = one;
  const words = value ? `<text x="${text}" y="${y + 4}">${escaped(workOfRow(one))}<tspan class="of" dx="8">${escaped(`${value.name}  ${shapeOf(value)}`)}</tspan></text>` : "";
  return paths.join("") + words;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
