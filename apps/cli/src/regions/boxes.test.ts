import fc from "fast-check";
import { expect, test } from "vitest";
import { boxesOf } from "./boxes.ts";
import type { Mask } from "./mask.ts";

const maskFrom = (...rows: readonly string[]): Mask =>
  ({ width: rows[0]?.length ?? 0, height: rows.length, inside: Uint8Array.from(rows.join(""), (letter) => Number(letter === "#")) });

test("boxes around what touches, the largest region first; corners do not touch", () => {
  expect(boxesOf(maskFrom(
    "##...#",
    "##..#.",
    "......",
    "#####.",
  ), 9)).toEqual([
    { x: 0, y: 3, width: 5, height: 1 }, { x: 0, y: 0, width: 2, height: 2 },
    { x: 5, y: 0, width: 1, height: 1 }, { x: 4, y: 1, width: 1, height: 1 },
  ]);
});

test("arms that meet below, spirals and rings are one region", () => {
  expect(boxesOf(maskFrom("#.#.#", "#.#.#", "#####"), 9)).toEqual([{ x: 0, y: 0, width: 5, height: 3 }]);
  expect(boxesOf(maskFrom("#####", "#...#", "#.###", "#....", "#####"), 9)).toHaveLength(1);
  expect(boxesOf(maskFrom("#####", "#...#", "#.#.#", "#...#", "#####"), 9)).toHaveLength(2);
});

test("none, all, and no more than asked for", () => {
  expect(boxesOf(maskFrom("...", "..."), 9)).toEqual([]);
  expect(boxesOf(maskFrom("###", "###"), 9)).toEqual([{ x: 0, y: 0, width: 3, height: 2 }]);
  expect(boxesOf(maskFrom("#.#.##"), 1)).toEqual([{ x: 4, y: 0, width: 2, height: 1 }]);
});

test("the same as by spreading from pixel to pixel", () => {
  const mask = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) =>
    fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }).map((inside): Mask => ({ width, height, inside })));
  fc.assert(fc.property(mask, (drawn) => {
    const found = boxesOf(drawn, 1000);
    expect(new Set(found.map((box) => JSON.stringify(box)))).toEqual(new Set(spread(drawn).map((box) => JSON.stringify(box))));
    expect(found).toHaveLength(spread(drawn).length);
  }), { seed: 21, numRuns: 300 });
});

/** Flood fill, one region after the other. */
function spread({ width, height, inside }: Mask): { x: number; y: number; width: number; height: number }[] {
  const left = new Set([...inside.keys()].filter((at) => inside[at] === 1));
  const boxes = [];
  for (const start of left) {
    const region = [start];
    left.delete(start);
    for (const at of region) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const neighbours = [x > 0 ? at - 1 : -1, x + 1 < width ? at + 1 : -1, y > 0 ? at - width : -1, y + 1 < height ? at + width : -1];
      for (const next of neighbours) if (left.delete(next)) region.push(next);
    }
    const [xs, ys] = [region.map((at) => at % width), region.map((at) => Math.floor(at / width))];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    boxes.push({ x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 });
  }
  return boxes;
}
