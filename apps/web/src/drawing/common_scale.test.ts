import { keyOf, type DrawnMap } from "@camlucida/cam";
import { expect, test } from "vitest";
import { commonScale } from "./draw.ts";

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
