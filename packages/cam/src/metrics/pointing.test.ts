import { seeded } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { readMetrics } from "../testing/metrics.ts";
import { energyPointingGame, pointingGame, boxesOnMap, wholePixels } from "./pointing.ts";
import { frameOf } from "../preprocess/preprocess.ts";
import { imagenetPreprocessing } from "../preprocess/preprocessing.ts";

const { energies } = await readMetrics();
const [width, height] = [10, 6];
const none = (because: string): unknown => ({ value: null, because });
const box = (x: number, y: number, boxWidth: number, boxHeight: number) => ({ x, y, width: boxWidth, height: boxHeight });
const peakAt = (x: number, y: number): Float32Array => new Float32Array(width * height).with(y * width + x, 1);

describe("pointing game", () => {
  test.each([
    [3, 2, 1], [6, 4, 1], [3, 4, 1], [6, 2, 1], // the box's corners
    [2, 2, 0], [7, 4, 0], [3, 1, 0], [6, 5, 0], // one pixel outside
    [0, 0, 0], [9, 5, 0],
  ])("a peak at (%i, %i) against columns 3 … 6, rows 2 … 4: %i", (x, y, hit) => {
    expect(pointingGame(peakAt(x, y), width, height, [box(3, 2, 4, 3)])).toEqual({ value: hit });
  });

  test("a pixel belongs to the box that holds its centre", () => {
    expect(pointingGame(peakAt(3, 2), width, height, [box(3.5, 2, 2, 2)]).value).toBe(1);
    expect(pointingGame(peakAt(3, 2), width, height, [box(3.6, 2, 2, 2)]).value).toBe(0);
    expect(pointingGame(peakAt(3, 2), width, height, [box(1, 2, 2.5, 2)]).value).toBe(0); // the right edge is the next box's
  });

  test("the tolerance is a distance: 3 across and 4 down is 5", () => {
    const corner = [box(4, 5, 2, 1)];
    expect(pointingGame(peakAt(1, 1), width, height, corner, 5).value).toBe(1);
    expect(pointingGame(peakAt(1, 1), width, height, corner, 4.99).value).toBe(0);
    expect(pointingGame(peakAt(3, 5), width, height, corner, 1).value).toBe(1);
  });

  test("any box of several will do, and of equal peaks the first counts", () => {
    const boxes = [box(0, 0, 1, 1), box(8, 4, 2, 2)];
    expect(pointingGame(peakAt(9, 5), width, height, boxes).value).toBe(1);
    expect(pointingGame(peakAt(9, 5).with(1, 1), width, height, boxes).value).toBe(0); // (1, 0) comes before (9, 5)
  });

  test("a signed map that is positive nowhere still has a peak", () => {
    expect(pointingGame(peakAt(3, 2).map((x) => x - 5), width, height, [box(3, 2, 1, 1)]).value).toBe(1);
  });

  test("no value, and why", () => {
    const whole = [box(0, 0, width, height)];
    expect(pointingGame(new Float32Array(width * height), width, height, whole)).toEqual(none("map-flat"));
    expect(pointingGame(peakAt(0, 0).with(4, Number.NaN), width, height, whole)).toEqual(none("map-not-finite"));
    expect(pointingGame(peakAt(0, 0), width, height, [])).toEqual(none("no-box"));
    expect(pointingGame(peakAt(0, 0), width, height, [box(1.6, 0, 0.8, 6)])).toEqual(none("no-box")); // between two centres
  });

  test("refuses a tolerance that is none, and boxes that are no part of the map", () => {
    const refused = (code: string): Error => expect.objectContaining({ code }) as Error;
    expect(() => pointingGame(peakAt(0, 0), width, height, [box(0, 0, 1, 1)], -1)).toThrow(refused("tolerance"));
    expect(() => pointingGame(peakAt(0, 0), width, height, [box(0, 0, 1, 1)], Number.NaN)).toThrow(refused("tolerance"));
    expect(() => pointingGame(peakAt(0, 0), width, height, [box(8, 0, 4, 1)])).toThrow(refused("region-outside"));
  });
});

describe("energy pointing game", () => {
  test.each(energies.cases)("equals numpy: $boxes", ({ boxes, energy }) => {
    const map = seeded(energies.seed, energies.width * energies.height);
    const { value } = energyPointingGame(map, energies.width, energies.height, boxes.map((sides) => box(...sides)));
    expect(value).toBeCloseTo(energy, 12);
  });

  test("negative values count for nothing, and overlapping boxes once", () => {
    const map = new Float32Array(width * height).fill(-9).with(0, 1).with(1, 2).with(59, 1);
    expect(energyPointingGame(map, width, height, [box(0, 0, 2, 1), box(1, 0, 2, 2)])).toEqual({ value: 0.75 });
  });

  test("no value, and why", () => {
    const whole = [box(0, 0, width, height)];
    expect(energyPointingGame(new Float32Array(width * height).fill(-1), width, height, whole)).toEqual(none("map-never-positive"));
    expect(energyPointingGame(new Float32Array(width * height), width, height, whole)).toEqual(none("map-never-positive"));
    expect(energyPointingGame(new Float32Array(width * height).fill(Number.NaN), width, height, whole)).toEqual(none("map-not-finite"));
    expect(energyPointingGame(peakAt(0, 0), width, height, [])).toEqual(none("no-box"));
  });

  test("a map that is the same positive number everywhere: the box's share of the area", () => {
    expect(energyPointingGame(new Float32Array(width * height).fill(2), width, height, [box(0, 0, 5, 3)])).toEqual({ value: 0.25 });
  });
});

test("squashed: the whole photograph is the whole map", () => {
  const whole = { x: 0, y: 0, width: 448, height: 112 };
  expect(boxesOnMap([whole], whole, 224, 224)).toEqual([{ x: 0, y: 0, width: 224, height: 224 }]);
  const box = { x: 100, y: 28, width: 48, height: 56 };
  expect(boxesOnMap([box], whole, 224, 224)).toEqual([{ x: 50, y: 56, width: 24, height: 112 }]);
});

test("cropped: a box is cut off where the network saw no more, or dropped", () => {
  // 512 × 256 keeps its size, and the crop its middle: columns 144 … 367, rows 16 … 239.
  expect(frameOf("crop", { width: 512, height: 256 }, imagenetPreprocessing).window).toEqual({ x: 144, y: 16, width: 224, height: 224 });
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
