import { expect, test } from "vitest";
import { coverageOf, type PathCommand } from "./outline.ts";

const polygon = (...points: readonly (readonly [number, number])[]): PathCommand[] =>
  [...points.map(([x, y], at): PathCommand => ({ type: at === 0 ? "M" : "L", x, y })), { type: "Z" }];

test("a rectangle covers its pixels by their share", () => {
  const found = coverageOf(polygon([0.5, 1], [3, 1], [3, 2.5], [0.5, 2.5]), 4, 3);
  expect(Array.from(found)).toEqual([0, 0, 0, 0, 0.5, 1, 1, 0, 0.25, 0.5, 0.5, 0]);
});

test("the direction of a contour does not matter, a hole's does", () => {
  const outer = [[0, 0], [4, 0], [4, 4], [0, 4]] as const;
  const inner = [[1, 1], [3, 1], [3, 3], [1, 3]] as const;
  const sum = (outline: readonly PathCommand[]): number => coverageOf(outline, 4, 4).reduce((total, share) => total + share, 0);
  expect(sum(polygon(...outer))).toBe(16);
  expect(sum(polygon(...outer.toReversed()))).toBe(16);
  expect(sum([...polygon(...outer), ...polygon(...inner)])).toBe(16); // overlapping strokes of a letter
  expect(sum([...polygon(...outer), ...polygon(...inner.toReversed())])).toBe(12);
});

test.each<[string, PathCommand[]]>([
  ["of two degrees", [{ type: "Q", x1: 20, y1: 0, x: 20, y: 10 }, { type: "Q", x1: 20, y1: 20, x: 10, y: 20 }]],
  ["of three degrees", [{ type: "C", x1: 15.523, y1: 0, x2: 20, y2: 4.477, x: 20, y: 10 }, { type: "C", x1: 20, y1: 15.523, x2: 15.523, y2: 20, x: 10, y: 20 }]],
])("curves %s bound what they should", (kind, halfCircle) => {
  const area = coverageOf([{ type: "M", x: 10, y: 0 }, ...halfCircle, { type: "Z" }], 20, 20).reduce((sum, share) => sum + share, 0);
  const expected = kind === "of two degrees" ? (2 / 3) * 200 + (1 / 3) * 100 : (Math.PI * 100) / 2; // two parabolas: ⅔ of the box beyond the chord
  expect(Math.abs(area - expected) / expected).toBeLessThan(0.02); // curves as six chords lie inside: about 1 %
});

test("what lies outside is left out", () => {
  expect(Array.from(coverageOf(polygon([-5, -5], [9, -5], [9, 9], [-5, 9]), 2, 2))).toEqual([1, 1, 1, 1]);
  expect(Array.from(coverageOf([], 2, 1))).toEqual([0, 0]);
});
