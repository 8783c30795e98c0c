// A measured ladder as a table: as text, and as Markdown for the lab's README.
import type { Ladder, MeasuredRung } from "./layer.ts";

const heads = ["", "Rung", "predicted ms", "ms", "GFLOP/s", "of the ceiling", "difference"] as const;

function cellsOf({ number, name, predicted, milliseconds, operations, done, difference }: MeasuredRung, ceiling: number): string[] {
  const gigaflops = operations / milliseconds / 1e6;
  return [
    String(number), name, predicted === undefined ? "–" : digits(predicted), digits(milliseconds), digits(gigaflops),
    `${digits((100 * done) / milliseconds / 1e6 / ceiling)} %`, difference.toExponential(0),
  ];
}

/** Three digits at most, and none behind the point from a hundred on. */
const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

export function textOf(ladder: Ladder): string {
  const rows = [[...heads], ...ladder.rows.map((row) => cellsOf(row, ladder.ceiling))];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => (column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd());
  return [titleOf(ladder), "", ...lines].join("\n");
}

/** Names of rungs lead to their files, from packages/tensor/lab. */
export function markdownOf(ladder: Ladder): string {
  const rows = ladder.rows.map((row) => {
    const [number = "", name = "", ...others] = cellsOf(row, ladder.ceiling);
    return [number, `[${name}](${row.file.replace("packages/tensor/lab/", "").replace("packages/tensor/", "../")})`, ...others];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [`${titleOf(ladder)}.`, "", line(heads), line(["---:", "---", "---:", "---:", "---:", "---:", "---:"]), ...rows.map(line)].join("\n");
}

const titleOf = ({ machine, layer: { side, channels }, ceiling }: Ladder): string =>
  `${machine}: 3×3, ${channels} → ${channels} channels, ${side}×${side}; ceiling ${digits(ceiling)} GFLOP/s`;
