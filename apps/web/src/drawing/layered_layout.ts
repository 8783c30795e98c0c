// Where boxes of a directed graph stand: each a row below all that it reads. The longest way goes straight down, what branches off stands
// to its right, and what finds no free column on its way runs in a lane beside one.
//
//   row      longest path from the beginning                 Source: Sugiyama, Tagawa & Toda 1981, doi:10.1109/TSMC.1981.4308636
//   column   of a chain: a box and on, each time, to the reader with the longest way still to go
import type { LayoutBox, PlacedBox, Spot, Way } from "./boxes.ts";
import { routes } from "./ways.ts";

export interface LayeredLayout {
  readonly placed: ReadonlyMap<string, PlacedBox>; // in the order of the boxes
  readonly ways: readonly Way[];
  readonly width: number;
  readonly height: number;
}

const [BETWEEN_COLUMNS, BETWEEN_ROWS, LANE, TRACK] = [14, 16, 9, 7]; // pixels

/** @param boxes in an order in which each stands behind all that it reads */
export function layOut(boxes: readonly LayoutBox[]): LayeredLayout {
  const spots = spotsOf(boxes);
  const routed = routes(boxes, spots);
  const all = [...spots.values()];
  const [rows, columns] = [1 + Math.max(-1, ...all.map(({ row }) => row)), 1 + Math.max(-1, ...all.map(({ column }) => column))];
  const most = (count: number, sizeOf: (box: LayoutBox) => number, at: "row" | "column"): number[] => {
    const sizes = Array<number>(count).fill(0);
    for (const box of boxes) sizes[spots.get(box.key)?.[at] ?? 0] = Math.max(sizes[spots.get(box.key)?.[at] ?? 0] ?? 0, sizeOf(box));
    return sizes;
  };
  const [heights, widths] = [most(rows, ({ height }) => height, "row"), most(columns, ({ width }) => width, "column")];
  const tops = running(heights, (row) => BETWEEN_ROWS + TRACK * (routed.tracks[row] ?? 0));
  const lefts = running(widths, (column) => BETWEEN_COLUMNS + LANE * (routed.lanes[column] ?? 0));
  const placed = new Map(boxes.map((box): [string, PlacedBox] => {
    const { row, column } = spots.get(box.key) as Spot;
    return [box.key, { ...box, row, column, x: (lefts[column] ?? 0) + ((widths[column] ?? 0) - box.width) / 2, y: tops[row] ?? 0 }];
  }));
  const grid = {
    below: (row: number, track: number) => (tops[row] ?? 0) + (heights[row] ?? 0) + BETWEEN_ROWS / 2 + TRACK * track,
    beside: (column: number, lane: number) => (lefts[column] ?? 0) + (widths[column] ?? 0) + BETWEEN_COLUMNS / 2 + LANE * lane,
    middle: (column: number) => (lefts[column] ?? 0) + (widths[column] ?? 0) / 2,
  };
  return { placed, ways: routed.drawn(placed, grid), width: (lefts.at(-1) ?? 0) - (routed.lanes[columns - 1] ? 4 : BETWEEN_COLUMNS), height: (tops.at(-1) ?? 0) - BETWEEN_ROWS };
}

/** Where each of several sizes begins, with gaps behind them, and where the last gap ends. [sizes + 1] */
function running(sizes: readonly number[], gap: (at: number) => number): number[] {
  const begins = [0];
  sizes.forEach((size, at) => begins.push((begins[at] as number) + size + gap(at)));
  return begins;
}

function spotsOf(boxes: readonly LayoutBox[]): Map<string, Spot> {
  const readers = readersOf(boxes);
  const [rows, ways] = [new Map<string, number>(), new Map<string, number>()]; // from the beginning; to the end
  for (const { key, reads } of boxes) rows.set(key, 1 + Math.max(-1, ...reads.map((read) => rows.get(read) ?? -1)));
  for (const { key } of boxes.toReversed()) ways.set(key, 1 + Math.max(-1, ...(readers.get(key) ?? []).map((reader) => ways.get(reader) ?? -1)));
  const rowOf = (key: string): number => rows.get(key) ?? 0;
  const wayOf = (key: string): number => ways.get(key) ?? 0;
  const spots = new Map<string, Spot>();
  const taken = new Set<string>();
  for (const { key, reads } of boxes.toSorted((a, b) => wayOf(b.key) - wayOf(a.key))) {
    if (spots.has(key)) continue;
    const chain = [key];
    for (;;) {
      const next = (readers.get(chain.at(-1) as string) ?? []).toSorted((a, b) => wayOf(b) - wayOf(a))[0];
      if (next !== undefined && !spots.has(next)) chain.push(next);
      else {
        // The cells down to where it meets another chain are its own: its last line runs there.
        const [begin, end] = [rowOf(key), Math.max(rowOf(chain.at(-1) as string), next === undefined ? 0 : rowOf(next) - 1)];
        const column = freeColumn(taken, begin, end, reads.length > 0 ? 1 : 0);
        for (let row = begin; row <= end; row++) taken.add(`${column} ${row}`);
        for (const member of chain) spots.set(member, { row: rowOf(member), column });
        break;
      }
    }
  }
  return spots;
}

function freeColumn(taken: ReadonlySet<string>, begin: number, end: number, from: number): number {
  for (let column = from; ; column++) {
    let free = true;
    for (let row = begin; row <= end; row++) free &&= !taken.has(`${column} ${row}`);
    if (free) return column;
  }
}

/** Who reads each box, in order. */
export function readersOf(boxes: readonly Pick<LayoutBox, "key" | "reads">[]): Map<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const { key, reads } of boxes) for (const read of new Set(reads)) readers.set(read, [...(readers.get(read) ?? []), key]);
  return readers;
}
