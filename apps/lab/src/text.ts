// Numbers as text in fixed columns: what the topics print.

/** 0 and −0 alike, with a real minus sign. */
export function number(value: number, decimals = 0): string {
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

export interface GridOptions {
  readonly width: number; // numbers in a row
  readonly decimals?: number; // behind the point, 0 unless said
}

/** @param values [height, width], row-major; @returns a line a row, all columns as wide as the longest number */
export function grid(values: ArrayLike<number>, { width, decimals = 0 }: GridOptions): string {
  const cells = Array.from(values, (value) => number(value, decimals));
  const widest = Math.max(...cells.map((cell) => cell.length));
  const rows = Array.from({ length: Math.ceil(cells.length / width) }, (_, row) => cells.slice(row * width, (row + 1) * width));
  return rows.map((row) => row.map((cell) => cell.padStart(widest)).join("  ")).join("\n");
}

/** A block of text below its title. */
export const titled = (title: string, block: string): string => `${title}\n${block}`;

/** Blocks of text side by side, three spaces apart, each from the top down. */
export function besides(...blocks: readonly string[]): string {
  const columns = blocks.map((block) => block.split("\n"));
  const widths = columns.map((lines) => Math.max(...lines.map((line) => line.length)));
  const height = Math.max(...columns.map((lines) => lines.length));
  const line = (at: number): string => columns.map((lines, column) => (lines[at] ?? "").padEnd(widths[column] ?? 0)).join("   ");
  return Array.from({ length: height }, (_, at) => line(at).trimEnd()).join("\n");
}

/** A sign between two titled blocks that are `height` lines high: beside the middle one of the lines below the title. */
export const sign = (text: string, height: number): string => `${"\n".repeat(1 + Math.floor((height - 1) / 2))}${text}`;

/** Paragraphs, an empty line between each two; what is undefined is left out. */
export const paragraphs = (...blocks: readonly (string | undefined)[]): string => blocks.filter((block) => block !== undefined).join("\n\n");

/** At most so many letters. */
export const shortened = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
