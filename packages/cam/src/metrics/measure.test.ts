import { expect, test } from "vitest";
import { noValue, summarise } from "./measure.ts";

test("the mean of the values there are, and the images without one by reason", () => {
  const measures = [{ value: 1 }, noValue("map-flat"), { value: 0 }, noValue("map-flat"), noValue("no-box"), { value: 0.5 }];
  expect(summarise(measures)).toEqual({ mean: 0.5, counted: 3, without: { "map-flat": 2, "no-box": 1 } });
});

test("no value at all, no mean", () => {
  expect(summarise([])).toEqual({ mean: null, counted: 0, without: {} });
  expect(summarise([noValue("score-not-finite")])).toEqual({ mean: null, counted: 0, without: { "score-not-finite": 1 } });
});
