// A case as a table: medians, spread, ratios to ours on the same processor. A column that nobody fills is left out.
import { type Case, type Result, median, quantile, sum } from "./case.ts";

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Column {
  readonly head: string;
  /** undefined where there is nothing to say. */
  readonly cell: (result: Result, ours: Result | undefined) => string | undefined;
}

/** The processor first. */
export const columns: readonly Column[] = [
  { head: "On", cell: ({ on }) => on },
  { head: "Engine", cell: ({ name }) => name },
  { head: "Median per image", cell: ({ times }) => shown(median(times), ms) },
  { head: "Times ours", cell: ({ times }, ours) => shown(median(times) / median(ours?.times ?? []), (ratio) => ratio.toFixed(2)) },
  { head: "Quartiles", cell: ({ times }) => (times.length === 0 ? undefined : `${quantile(times, 0.25).toFixed(0)} … ${quantile(times, 0.75).toFixed(0)} ms`) },
  { head: "First result, cold", cell: ({ importing, opening }) => shown((importing ?? NaN) + (opening ?? NaN), ms) },
  { head: "… of it loading code", cell: ({ importing }) => shown(importing, ms) },
  { head: "First result, warm", cell: ({ reopening }) => shown(reopening, ms) },
  { head: "Peak memory", cell: ({ peak }) => shown(peak, (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`) },
  { head: "Cores busy", cell: ({ times, cpuTime }) => shown((cpuTime ?? NaN) / sum(times), (cores) => cores.toFixed(1)) },
  { head: "Difference to ours", cell: ({ difference }) => shown(difference, (part) => (part === 0 ? "0" : part.toExponential(0))) },
  { head: "Note", cell: ({ failure }) => failure },
];

export function tableOf({ results }: Pick<Case, "results">, wanted = columns): Table {
  const filled = wanted
    .map(({ head, cell }) => ({ head, cells: results.map((result) => cell(result, oursFor(result, results))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined));
  return { head: filled.map(({ head }) => head), rows: results.map((_, row) => filled.map(({ cells }) => cells[row] ?? "–")) };
}

/** On the same processor. */
export const oursFor = ({ on }: Result, results: readonly Result[]): Result | undefined => results.find((other) => other.on === on && other.name === "camlucida");

/** Columns of words; the others hold numbers, set to the right. */
export const words: ReadonlySet<string> = new Set(["On", "Engine", "Note", "Step", "Kernel"]);

export function markdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map((name) => (words.has(name) ? "---" : "---:")).join("|")}|`, ...rows.map(line)].join("\n");
}

const shown = (number: number | undefined, text: (number: number) => string): string | undefined => (number === undefined || Number.isNaN(number) ? undefined : text(number));

const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
