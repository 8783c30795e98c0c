import type { RawMap } from "@camlucida/cam";
import fc from "fast-check";
import { expect, test } from "vitest";
import { boxesOf, drawBoxes, type Mask, maskOf } from "./regions.ts";

const map = (width: number, ...values: number[]): RawMap =>
  ({ method: "cam", layer: "layer4", width, height: values.length / width, values: Float32Array.from(values) });
const whole = (width: number, height: number): { x: number; y: number; width: number; height: number } => ({ x: 0, y: 0, width, height });
const inside = (found: ReturnType<typeof maskOf>): string => Array.from(found.inside).join("");

test("a share of the largest evidence, at the photograph's size", () => {
  const two = map(2, -8, 4); // enlarged to four pixels: 0, 1, 3, 4
  const at = (threshold: number): string => inside(maskOf(two, { width: 4, height: 1 }, whole(4, 1), threshold));
  expect(at(0)).toBe("0111");
  expect(at(0.25)).toBe("0111");
  expect(at(0.5)).toBe("0011");
  expect(at(1)).toBe("0001");
});

test("only where the network looked", () => {
  expect(inside(maskOf(map(1, 5), { width: 4, height: 2 }, { x: 1, y: 0, width: 2, height: 2 }, 0.5))).toBe("01100110");
});

test.each([
  ["nothing is positive", [-1, -2]], ["zero everywhere", [0, 0]], ["not finite", [NaN, 1]], ["infinite", [Infinity, 1]],
])("%s: nothing is marked", (_, values) => {
  expect(inside(maskOf(map(2, ...values), { width: 2, height: 1 }, whole(2, 1), 0))).toBe("00");
});

test("boxes are drawn inside their edges, light between dark; the photograph is left alone", () => {
  const image = { width: 12, height: 12, data: new Uint8Array(12 * 12 * 4).fill(90) };
  const drawn = drawBoxes(image, [{ x: 1, y: 1, width: 9, height: 9 }]);
  const row = (y: number): string => Array.from({ length: 12 }, (_, x) => ({ 0: "#", 255: "-", 90: "." })[drawn.data[4 * (12 * y + x)] ?? 1]).join("");
  expect([0, 1, 2, 3, 5, 9, 10].map(row)).toEqual([
    "............", ".#########..", ".#-------#..", ".#-#####-#..", ".#-#...#-#..", ".#########..", "............",
  ]);
  expect(image.data.every((level) => level === 90)).toBe(true);
  expect(() => drawBoxes(image, [{ x: 0, y: 0, width: 1, height: 1 }, { x: 11, y: 0, width: 1, height: 12 }])).not.toThrow();
});

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
