// Expected: by hand.
import { expect, test } from "vitest";
import { averaged, gridOf } from "./grid.ts";

test("a map of 224×224 becomes 14×14 means of 16×16 values", () => {
  const values = Float32Array.from({ length: 224 * 224 }, (_, at) => Math.floor((at % 224) / 16) - Math.floor(at / 224 / 16));
  const { width, height, values: cells } = gridOf({ width: 224, height: 224, values });
  expect([width, height]).toEqual([14, 14]);
  expect(cells).toEqual(Array.from({ length: 196 }, (_, at) => (at % 14) - Math.floor(at / 14)));
});

test("a small map keeps its cells, with four significant digits", () => {
  expect(gridOf({ width: 3, height: 2, values: [1.23456, -0.000123456, 12345.6, 0, 1e-20, -7] })).toEqual({ width: 3, height: 2, values: [1.235, -0.0001235, 12350, 0, 1e-20, -7] });
});

test("where an edge cuts a value, it counts by the part inside; the mean of all stays", () => {
  const values = Float64Array.from({ length: 15 * 20 }, (_, at) => Math.sin(at));
  const cells = averaged({ width: 15, height: 20, values }, { width: 14, height: 14 });
  const mean = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((sum, value) => sum + value, 0) / numbers.length;
  expect(cells).toHaveLength(196);
  expect(mean(cells)).toBeCloseTo(mean(values), 12); // sums of 300 doubles
  expect(averaged({ width: 1, height: 1, values: [3] }, { width: 7, height: 7 })).toEqual(Array.from({ length: 49 }, () => 3));
});

test("a value that is not finite spoils its own cell alone", () => {
  const values = Float32Array.from({ length: 28 * 28 }, (_, at) => (at === 0 ? Number.NaN : 1));
  const { values: cells } = gridOf({ width: 28, height: 28, values });
  expect(cells[0]).toBeNaN();
  expect(cells.slice(1).every((value) => value === 1)).toBe(true);
});
