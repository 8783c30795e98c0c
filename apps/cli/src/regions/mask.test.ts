import type { RawMap } from "@camlucida/cam";
import { expect, test } from "vitest";
import { drawBoxes } from "./boxes.ts";
import { maskOf } from "./mask.ts";

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
