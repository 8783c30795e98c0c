// What of a map is compared with other maps: which share of its positive evidence lies where. Maps of one class then count alike, however
// large their logits are, and what speaks against the class does not cancel what speaks for it.
import { averaged, type MapGrid } from "@camlucida/cam";

/** Shares of the positive evidence, cell by cell; they add up to 1. */
export interface Shares {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array; // [height × width], 0…1
}

/**
 * max(0, value) of each cell over the sum of these.
 * @param grid of a map; null stands for what is not finite
 * @returns undefined where nothing is positive, or a cell is not finite
 * @example
 * ```ts
 * import { sharesOf } from "@camlucida/report";
 *
 * sharesOf({ width: 2, height: 2, values: [3, -5, 1, 0] })?.values; // → Float32Array.of(0.75, 0, 0.25, 0)
 * ```
 */
export function sharesOf({ width, height, values }: MapGrid): Shares | undefined {
  if (!values.every(Number.isFinite)) return undefined;
  const sum = values.reduce((total, value) => total + Math.max(0, value), 0);
  if (!(sum > 0 && Number.isFinite(sum))) return undefined;
  return { width, height, values: Float32Array.from(values, (value) => Math.max(0, value) / sum) };
}

const margin = 0.1; // of each side: of an even map 1 − 0.8² = 0.36 lies outside

/**
 * The share of the positive evidence within the outer tenth of each side; a cell that the line cuts counts by its part outside.
 * @returns 0…1; 0.36 where the evidence is even
 * @example
 * ```ts
 * import { borderShareOf } from "@camlucida/report";
 *
 * borderShareOf({ width: 1, height: 1, values: Float32Array.of(1) }).toFixed(2); // → "0.36"
 * ```
 */
export function borderShareOf({ width, height, values }: Shares): number {
  const [columns, rows] = [insideOf(width), insideOf(height)];
  let inside = 0;
  values.forEach((share, at) => { inside += share * (columns[at % width] as number) * (rows[Math.floor(at / width)] as number); });
  return Math.min(1, Math.max(0, 1 - inside));
}

/** The part of each cell along an axis that lies between the margins. */
function insideOf(cells: number): number[] {
  const [start, end] = [margin * cells, (1 - margin) * cells];
  return Array.from({ length: cells }, (_, cell) => Math.max(0, Math.min(cell + 1, end) - Math.max(cell, start)));
}

/** The same shares on another grid. */
export function onGrid(shares: Shares, size: { readonly width: number; readonly height: number }): Shares {
  if (shares.width === size.width && shares.height === size.height) return shares;
  const values = averaged(shares, size);
  const sum = values.reduce((total, value) => total + value, 0);
  return { width: size.width, height: size.height, values: Float32Array.from(values, (value) => value / sum) };
}

/**
 * The mean of several maps' shares, each counting alike.
 * @param all of one size, at least one
 */
export function meanOf(all: readonly Shares[]): Shares {
  const [{ width, height }] = all as [Shares];
  const sums = new Float64Array(width * height);
  for (const { values } of all) values.forEach((value, at) => { sums[at] = (sums[at] as number) + value; });
  return { width, height, values: Float32Array.from(sums, (sum) => sum / all.length) };
}

/**
 * The cosine of two maps' shares: 1 where they are the same, 0 where no cell has evidence in both.
 */
export function cosineOf(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [dot, squares, otherSquares] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    const [a, b] = [one[at] as number, other[at] as number];
    dot += a * b;
    squares += a * a;
    otherSquares += b * b;
  }
  return dot === 0 ? 0 : Math.min(1, dot / Math.sqrt(squares * otherSquares));
}
