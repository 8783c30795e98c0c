// Aligned columns, and how layers and counts are told in them.
import type { LayerDescription } from "@camlucida/cam";
import { cellsOf, padRight, printable, type Style } from "../report/terminal.ts";

/** Rows of aligned columns. @param numeric columns whose ends are aligned */
export function table(rows: readonly (readonly string[])[], numeric: readonly number[] = []): string[] {
  const texts = rows.map((row) => row.map(printable));
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => cellsOf(row[column] ?? ""))));
  const aligned = (text: string, column: number): string => (numeric.includes(column) ? padLeft : padRight)(text, widths[column] ?? 0);
  return texts.map((row) => `    ${row.map(aligned).join("  ").trimEnd()}`);
}

/** The stages, then the blocks within them, where a network has both; name, kind and shape of each. @param most that are printed: the last ones */
export function layersTable(layers: readonly LayerDescription[], most: number, style: Style): string[] {
  const all = [...layers.filter(({ isStage }) => isStage), ...layers.filter(({ isStage }) => !isStage)];
  const left = Math.max(0, all.length - most);
  const shown = all.slice(left);
  const lengths = shown.map(({ height, width, channels }) => [height, width, channels]);
  const widest = [0, 1, 2].map((axis) => Math.max(...lengths.map((shape) => String(shape[axis]).length)));
  const rows = table(shown.map(({ name, kind }, at) => [name, kind, (lengths[at] ?? []).map((length, axis) => padLeft(String(length), widest[axis] ?? 0)).join(" × ")]));
  return left === 0 ? rows : [`    ${style.dim(`… ${left} before these; all: --list-layers`)}`, ...rows];
}

const padLeft = (text: string, cells: number): string => " ".repeat(Math.max(0, cells - cellsOf(text))) + text;

/** "1 tensor", "1,200 tensors" */
export const counted = (count: number, thing: string): string => `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;

/** "46.8 MB" */
export const bytesText = (bytes: number): string => (bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
