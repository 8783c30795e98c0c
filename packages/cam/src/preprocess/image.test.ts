import fc from "fast-check";
import { expect, test } from "vitest";
import { pixelsIn } from "./image.ts";

test("a whole photograph has all its pixels, half a pixel belongs to the region that holds its centre", () => {
  expect(pixelsIn({ x: 0, y: 0, width: 7, height: 5 }, 7, 5)).toEqual({ x: 0, y: 0, width: 7, height: 5 });
  expect(pixelsIn({ x: 0.5, y: 0.75, width: 2, height: 2 }, 7, 5)).toEqual({ x: 0, y: 1, width: 2, height: 2 });
  expect(pixelsIn({ x: 0.6, y: 0, width: 0.2, height: 5 }, 7, 5)).toMatchObject({ width: 0 });
});

test("two regions that share an edge share the pixels out: none is left, none is in both", () => {
  const size = 40;
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: size - 0.01, noNaN: true }), (edge) => {
      const left = pixelsIn({ x: 0, y: 0, width: edge, height: 1 }, size, 1);
      const right = pixelsIn({ x: edge, y: 0, width: size - edge, height: 1 }, size, 1);
      expect(left.width + right.width).toBe(size);
      expect(right.width === 0 || right.x === left.width).toBe(true);
    }),
  );
});

test.each([
  { x: -1, y: 0, width: 4, height: 4 },
  { x: 0, y: 0, width: 8, height: 4 },
  { x: 0, y: 0, width: 0, height: 4 },
  { x: Number.NaN, y: 0, width: 4, height: 4 },
  { x: 0, y: 0, width: Number.POSITIVE_INFINITY, height: 4 },
])("refuses $width × $height at ($x, $y)", (region) => {
  expect(() => pixelsIn(region, 7, 5)).toThrow(expect.objectContaining({ name: "ImageError", code: "region-outside" }));
});
