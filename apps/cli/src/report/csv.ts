// `--csv`: the results as a table for spreadsheets (RFC 4180), one row for each map; of a photograph without one, such as a failed one, a row
// with its name. A text that a spreadsheet would take for a formula (it begins with =, +, -, @ or a tab) gets a ' in front: names of files and
// labels come from strangers.
import { stringify } from "csv-stringify/sync";
import type { InputResult, MapResult } from "./result.ts";

type Cell = string | number | null | undefined;

/** Column by column: its head, and what stands in it for a map. */
const ofMap: readonly (readonly [head: string, cell: (map: MapResult) => Cell])[] = [
  ["class", (map) => map.class],
  ["label", (map) => map.label],
  ["probability", (map) => map.probability],
  ["logit", (map) => map.logit],
  ["method", (map) => map.method],
  ["layer", (map) => map.layer],
  ["unit", (map) => map.unit],
  ["min", (map) => map.min],
  ["max", (map) => map.max],
  ["peak_x", (map) => map.peak?.x],
  ["peak_y", (map) => map.peak?.y],
  ["overlay", (map) => map.overlay],
  ["raw", (map) => map.raw],
];

const heads = ["image", "ok", ...ofMap.map(([head]) => head), "error_code", "error_message"];

/** Lines end as the RFC has it. */
const lines = (rows: readonly (readonly Cell[])[]): string => stringify(rows.map((row) => row.map(finite)), { escape_formulas: true, record_delimiter: "windows" });

/** What is not finite has no number in any table. */
const finite = (cell: Cell): Cell => (typeof cell === "number" && !Number.isFinite(cell) ? null : cell);

/** The first line. */
export const csvHeader = lines([heads]);

/** The rows of one photograph. */
export function csvRows(result: InputResult): string {
  const { image, ok } = result;
  const row = (map: MapResult | undefined): Cell[] =>
    [image, String(ok), ...ofMap.map(([, cell]) => (map === undefined ? null : cell(map))), ...(ok ? [null, null] : [result.error.code, result.error.message])];
  return lines(ok && "maps" in result && result.maps.length > 0 ? result.maps.map(row) : [row(undefined)]);
}
