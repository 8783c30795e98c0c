// Expected values by hand.
import { expect, test } from "vitest";
import { borderShareOf, cosineOf, meanOf, onGrid, sharesOf, type Shares } from "./shares.ts";

const even = (cells: number): Shares => sharesOf({ width: cells, height: cells, values: Array.from({ length: cells * cells }, () => 2) }) as Shares;

test("only positive evidence counts, and all of it is 1", () => {
  expect(sharesOf({ width: 3, height: 1, values: [1, -9, 3] })?.values).toEqual(Float32Array.of(0.25, 0, 0.75));
  for (const values of [[0, 0, 0], [-1, -2, 0], [1, Number.NaN, 2], [Infinity, 1, 1]]) expect(sharesOf({ width: 3, height: 1, values })).toBeUndefined();
});

test("of an even map 0.36 lies at the border, however many cells it has", () => {
  for (const cells of [1, 2, 7, 10, 14]) expect(borderShareOf(even(cells))).toBeCloseTo(0.36, 6); // shares are float32
});

test("evidence in a corner cell lies at the border by the cell's part outside, in the middle not at all", () => {
  const one = (at: number): Shares => ({ width: 7, height: 7, values: Float32Array.from({ length: 49 }, (_, cell) => (cell === at ? 1 : 0)) });
  expect(borderShareOf(one(24))).toBe(0);
  expect(borderShareOf(one(0))).toBeCloseTo(1 - 0.3 ** 2, 12); // 0.7 of 1 cell is outside, along each side
  expect(borderShareOf(one(3))).toBeCloseTo(0.7, 12);
});

test("a mean counts every map alike, and another grid keeps the sum", () => {
  const mean = meanOf([{ width: 2, height: 1, values: Float32Array.of(1, 0) }, { width: 2, height: 1, values: Float32Array.of(0.5, 0.5) }]);
  expect(mean.values).toEqual(Float32Array.of(0.75, 0.25));
  expect(onGrid(mean, { width: 4, height: 2 }).values).toEqual(Float32Array.of(0.1875, 0.1875, 0.0625, 0.0625, 0.1875, 0.1875, 0.0625, 0.0625));
});

test("the cosine of maps without a cell in common is 0", () => {
  expect(cosineOf([1, 0], [0, 1])).toBe(0);
  expect(cosineOf([0.2, 0.4], [0.1, 0.2])).toBeCloseTo(1, 12);
});
