// A map in few numbers: averaged down to cells, as lines of results and reports keep it, so that thousands of maps can be compared
// without their files. A cell is the mean of the area that it covers; where an edge cuts a value, it counts by the part inside.

/** A map's means over a coarse grid. */
export interface MapGrid {
  readonly width: number; // cells
  readonly height: number; // cells
  readonly values: readonly number[]; // [height × width], row by row, signed, in the map's unit, 4 significant digits
}

const longestSide = 14; // cells: twice the 7 of a ResNet's last layer at 224 pixels

/**
 * The map averaged down to at most 14×14 cells, and to no more than it has. A cell that covers a value that is not finite is not either.
 * @param map values row by row
 * @example
 * ```ts
 * import { gridOf } from "@camlucida/cam";
 *
 * gridOf({ width: 2, height: 1, values: Float32Array.of(1 / 3, -2) }); // → { width: 2, height: 1, values: [0.3333, -2] }
 * ```
 */
export function gridOf({ values, width, height }: { readonly values: ArrayLike<number>; readonly width: number; readonly height: number }): MapGrid {
  const size = { width: Math.min(width, longestSide), height: Math.min(height, longestSide) };
  return { ...size, values: averaged({ values, width, height }, size).map((value) => Number(value.toPrecision(4))) };
}

/**
 * The same map on another grid, finer or coarser: each cell is the mean of the area that it covers.
 * @example
 * ```ts
 * import { averaged } from "@camlucida/cam";
 *
 * averaged({ width: 4, height: 1, values: [0, 2, 6, 8] }, { width: 2, height: 1 }); // → [1, 7]
 * ```
 */
export function averaged(map: { readonly values: ArrayLike<number>; readonly width: number; readonly height: number }, size: { readonly width: number; readonly height: number }): number[] {
  const [columns, rows] = [overlaps(map.width, size.width), overlaps(map.height, size.height)];
  return rows.flatMap((ofRow) => columns.map((ofColumn) => {
    let sum = 0;
    for (const { at: y, share } of ofRow) for (const { at: x, share: across } of ofColumn) sum += share * across * (map.values[y * map.width + x] as number);
    return sum;
  }));
}

/** For each of `to` cells along an axis, the values that it covers of `from`, each with its share of the cell. */
function overlaps(from: number, to: number): { at: number; share: number }[][] {
  return Array.from({ length: to }, (_, cell) => {
    const [start, end] = [(cell * from) / to, ((cell + 1) * from) / to];
    const covered = Array.from({ length: Math.ceil(end) - Math.floor(start) }, (_, offset) => Math.floor(start) + offset);
    const parts = covered.map((at) => ({ at, share: (Math.min(at + 1, end) - Math.max(at, start)) / (end - start) }));
    return parts.filter(({ at, share }) => share > 1e-9 && at < from); // an edge that lies on a value's own by all but rounding
  });
}
