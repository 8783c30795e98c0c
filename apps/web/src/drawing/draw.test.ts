import { type DrawnMap, type Image, keyOf } from "@camlucida/cam";
import { expect, test } from "vitest";
import { commonScale, smaller } from "./draw.ts";

const mapOf = (...values: number[]): DrawnMap => ({ method: "cam", width: values.length, height: 1, values: Float32Array.from(values) });
const maps = [mapOf(-7, 0, 5), mapOf(-1, 2, 6)];

test("one scale for both where the view has one, and both are drawn on it", () => {
  for (const [view, scale] of [["signed", 7], ["positive", 6]] as const) {
    expect(commonScale(view, maps)).toBe(scale);
    expect(maps.map((map) => keyOf(map, { view, scale })?.high)).toEqual([scale, scale]);
  }
  expect(commonScale("positive", [mapOf(-3, -1), mapOf(-1, 2)])).toBe(2); // one of them shows nothing
});

test("none where each map is stretched between its own ends, or there is nothing", () => {
  expect(commonScale("minmax", maps)).toBeUndefined();
  expect(commonScale("article", maps)).toBeUndefined();
  expect(commonScale("positive", [mapOf(-3, -1), mapOf(-2, 0)])).toBeUndefined();
  expect(commonScale("signed", [mapOf(NaN, 1), mapOf(0, 0)])).toBeUndefined();
});

const image = (width: number, height: number, level: (x: number, y: number) => number): Image =>
  ({ width, height, data: Uint8Array.from({ length: 4 * width * height }, (_, at) => (at % 4 === 3 ? 255 : level((at >> 2) % width, Math.floor((at >> 2) / width)))) });
const greens = ({ data }: Image): number[] => Array.from(data).filter((_, at) => at % 4 === 1);

test("a picture that is short enough stays as it is", () => {
  const part = { image: image(8, 5, () => 9), region: { x: 1, y: 0, width: 6, height: 5 } };
  expect(smaller(part, 8)).toEqual(part);
});

test("each pixel is the mean of a square, and of what is left of one at the edges", () => {
  const { image: small } = smaller({ image: image(5, 3, (x, y) => 10 * x + 100 * y), region: { x: 0, y: 0, width: 5, height: 3 } }, 3); // step 2
  expect([small.width, small.height]).toEqual([3, 2]);
  expect(greens(small)).toEqual([55, 75, 90, 205, 225, 240]);
  expect(small.data.filter((_, at) => at % 4 === 3)).toEqual(new Uint8Array(6).fill(255));
});

test("the region covers the same part, and never reaches over the edge", () => {
  const whole = { x: 0, y: 0, width: 6001, height: 11 };
  const { image: small, region } = smaller({ image: image(6001, 11, () => 0), region: whole }, 512);
  expect([small.width, small.height]).toEqual([501, 1]); // 6001 / 12, 11 / 12
  expect([region.x, region.y]).toEqual([0, 0]);
  expect(region.width).toBeCloseTo(501, 9);
  expect(region.height).toBeCloseTo(1, 9);
  expect(smaller({ image: image(20, 20, () => 0), region: { x: 5, y: 0, width: 10, height: 20 } }, 10).region).toEqual({ x: 2.5, y: 0, width: 5, height: 10 });
});
