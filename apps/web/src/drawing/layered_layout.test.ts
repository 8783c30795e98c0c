import { expect, test } from "vitest";
import type { LayoutBox, PlacedBox } from "./boxes.ts";
import { layOut, type LayeredLayout } from "./layered_layout.ts";

/** "name < what it reads" */
const boxes = (...lines: readonly string[]): LayoutBox[] => lines.map((line) => {
  const [key = "", reads = ""] = line.split(" < ");
  return { key, width: 100, height: 30, reads: reads.split(" ").filter((read) => read !== "") };
});
const spot = ({ placed }: LayeredLayout, key: string): [row: number, column: number] => [placed.get(key)?.row ?? NaN, placed.get(key)?.column ?? NaN];

/** A number of 0 … 1 for each call, always the same. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function random(count: number, seed: number): LayoutBox[] {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, at) => ({
    key: `${at}`, width: 60 + Math.round(80 * next()), height: 20 + Math.round(60 * next()),
    reads: [...new Set(Array.from({ length: at === 0 ? 0 : 1 + Math.floor(3 * next()) }, () => `${Math.max(0, at - 1 - Math.floor(6 * next() ** 3))}`))],
  }));
}

const apart = (a: PlacedBox, b: PlacedBox): boolean => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test("a chain goes straight down", () => {
  const layout = layOut(boxes("a", "b < a", "c < b"));
  expect(["a", "b", "c"].map((key) => spot(layout, key))).toEqual([[0, 0], [1, 0], [2, 0]]);
  for (const { points } of layout.ways) expect(points).toHaveLength(2);
  expect([layout.width, layout.height]).toEqual([100, 3 * 30 + 2 * 16]);
});

test("a shortcut runs beside the column and comes in from the right", () => {
  const layout = layOut(boxes("a", "b < a", "c < b", "sum < c a"));
  const shortcut = layout.ways.find(({ from, to }) => from === "a" && to === "sum");
  expect(spot(layout, "sum")).toEqual([3, 0]);
  expect(Math.min(...(shortcut?.points ?? []).map(([x]) => x))).toBe(100); // the boxes' right side
  expect(shortcut?.points[1]?.[0]).toBeGreaterThan(100);
});

test("branches stand side by side, the longest first, and meet again", () => {
  const layout = layOut(boxes("a", "long1 < a", "long2 < long1", "short < a", "pool < a", "pooled < pool", "concat < short long2 pooled"));
  expect(["long1", "long2"].map((key) => spot(layout, key)[1])).toEqual([0, 0]);
  expect(new Set(["long1", "short", "pool"].map((key) => spot(layout, key)[1])).size).toBe(3);
  expect(spot(layout, "concat")).toEqual([3, 0]);
});

test("squeeze-and-excitation: the long way through the gate, the features beside it", () => {
  const layout = layOut(boxes("features", "mean < features", "fc1 < mean", "fc2 < fc1", "gate < fc2", "product < gate features"));
  expect(["mean", "fc1", "fc2", "gate", "product"].map((key) => spot(layout, key))).toEqual([[1, 0], [2, 0], [3, 0], [4, 0], [5, 0]]);
  expect(layout.ways).toHaveLength(6);
});

test.each([1, 2, 3, 4, 5, 6])("of any graph: rows below what they read, boxes apart, every line from a box to a box, none through another: %i", (seed) => {
  const all = random(70, seed);
  const { placed, ways, width, height } = layOut(all);
  const places = [...placed.values()];
  expect(places.map(({ key }) => key)).toEqual(all.map(({ key }) => key));
  expect(ways).toHaveLength(all.reduce((sum, { reads }) => sum + reads.length, 0));
  expect(places.flatMap((a, at) => places.slice(at + 1).filter((b) => !apart(a, b)).map((b) => `${a.key} on ${b.key}`))).toEqual([]);
  for (const { from, to, points } of ways) {
    const [source, target] = [placed.get(from) as PlacedBox, placed.get(to) as PlacedBox];
    expect(source.row).toBeLessThan(target.row);
    const [first, last] = [points[0], points.at(-1)] as [readonly [number, number], readonly [number, number]];
    expect(first[0] >= source.x && first[0] <= source.x + source.width && first[1] <= source.y + source.height && first[1] > source.y).toBe(true);
    expect(last[0] >= target.x && last[0] <= target.x + target.width && last[1] >= target.y && last[1] < target.y + target.height).toBe(true);
    const met = points.slice(1).flatMap(([x1, y1], at) => {
      const [x0, y0] = points[at] as readonly [number, number];
      if (x0 !== x1 && y0 !== y1) return ["a slope"];
      const outside = (box: PlacedBox): boolean => Math.max(x0, x1) <= box.x || Math.min(x0, x1) >= box.x + box.width || Math.max(y0, y1) <= box.y || Math.min(y0, y1) >= box.y + box.height;
      return places.filter((box) => box !== source && box !== target && !outside(box)).map(({ key }) => key);
    });
    expect(met, `${from} → ${to}`).toEqual([]);
  }
  expect(places.every(({ x, y, ...box }) => x >= 0 && y >= 0 && x + box.width <= width && y + box.height <= height)).toBe(true);
});
