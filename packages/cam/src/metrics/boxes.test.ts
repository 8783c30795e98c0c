import { expect, test } from "vitest";
import { cropFrame } from "../preprocess/preprocess.ts";
import { boxesOnMap, wholePixels } from "./pointing.ts";

test("squashed: the whole photograph is the whole map", () => {
  const whole = { x: 0, y: 0, width: 448, height: 112 };
  expect(boxesOnMap([whole], whole, 224, 224)).toEqual([{ x: 0, y: 0, width: 224, height: 224 }]);
  const box = { x: 100, y: 28, width: 48, height: 56 };
  expect(boxesOnMap([box], whole, 224, 224)).toEqual([{ x: 50, y: 56, width: 24, height: 112 }]);
});

test("cropped: a box is cut off where the network saw no more, or dropped", () => {
  // 512 × 256 keeps its size, and the crop its middle: columns 144 … 367, rows 16 … 239.
  expect(cropFrame(512, 256).window).toEqual({ x: 144, y: 16, width: 224, height: 224 });
  const region = { x: 144, y: 16, width: 224, height: 224 };
  const inside = { x: 150, y: 20, width: 10, height: 30 };
  const across = { x: 100, y: 0, width: 50, height: 256 };
  const beside = { x: 0, y: 0, width: 144, height: 256 };
  const seen = [{ x: 6, y: 4, width: 10, height: 30 }, { x: 0, y: 0, width: 6, height: 224 }];
  expect(boxesOnMap([inside, across, beside], region, 224, 224)).toEqual(seen);
});

test("only boxes that hold a pixel's centre are left", () => {
  const boxes = [{ x: 0.5, y: 0, width: 1, height: 1 }, { x: 0.6, y: 0, width: 0.8, height: 1 }];
  expect(wholePixels(boxes, 4, 4)).toEqual([{ x: 0, y: 0, width: 1, height: 1 }]);
});

test.each([
  { x: 0, y: 0, width: 0, height: 5 },
  { x: 0, y: 0, width: 5, height: -1 },
  { x: Number.NaN, y: 0, width: 5, height: 5 },
  { x: 0, y: 0, width: Number.POSITIVE_INFINITY, height: 5 },
])("refuses $width × $height at ($x, $y)", (box) => {
  const region = { x: 0, y: 0, width: 10, height: 10 };
  expect(() => boxesOnMap([box], region, 224, 224)).toThrow(expect.objectContaining({ name: "MetricError", code: "box" }) as Error);
});
