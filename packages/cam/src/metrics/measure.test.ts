import { expect, test } from "vitest";
import { noValue, summarise, enlarge, mostRelevantFirst } from "./measure.ts";

test("the mean of the values there are, and the images without one by reason", () => {
  const measures = [{ value: 1 }, noValue("map-flat"), { value: 0 }, noValue("map-flat"), noValue("no-box"), { value: 0.5 }];
  expect(summarise(measures)).toEqual({ mean: 0.5, counted: 3, without: { "map-flat": 2, "no-box": 1 } });
});

test("no value at all, no mean", () => {
  expect(summarise([])).toEqual({ mean: null, counted: 0, without: {} });
  expect(summarise([noValue("score-not-finite")])).toEqual({ mean: null, counted: 0, without: { "score-not-finite": 1 } });
});

test("bilinear between the cells' centres, the border's cells to its edge", () => {
  expect([...enlarge(Float32Array.of(0, 4), 2, 1, 4, 1)]).toEqual([0, 1, 3, 4]);
  expect(enlarge(Float32Array.of(1, -2, 3, 4), 2, 2, 2, 2)).toEqual(Float32Array.of(1, -2, 3, 4));
});

test("ranks the largest first, and of equal values the first", () => {
  expect([...mostRelevantFirst(Float32Array.of(0, 2, -1, 2, -0, 1e-45))]).toEqual([1, 3, 5, 0, 4, 2]);
});
