// What a parsed JSON value is, without trusting it.
import type { Region } from "@camlucida/cam";

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** [x, y, width, height], or a list of them; undefined for anything else. */
export function readBoxes(value: unknown): Region[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const single = readBox(value);
  if (single) return [single];
  const boxes = value.map(readBox);
  return boxes.every((box) => box !== undefined) ? boxes : undefined;
}

/** A box with an area, which need not lie in the photograph. */
export function readBox(value: unknown): Region | undefined {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) return undefined;
  const [x, y, width, height] = value as [number, number, number, number];
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
