import { expect, test } from "vitest";
import { axesHere, axisNames } from "./axes.ts";

test("an image, a flattened one, a pooled one, channels in two parts", () => {
  expect(axesHere(4)).toEqual(["N", "H", "W", "C"]);
  expect(axisNames({ shape: [1, 8, 9, 13], here: [1, 9, 13, 8], axes: [[0], [3], [1], [2]] })).toEqual(["N", "C", "H", "W"]);
  expect(axisNames({ shape: [1, 72], here: [1, 4, 3, 6], axes: [[0], [3, 1, 2]] })).toEqual(["N", "C·H·W"]);
  expect(axisNames({ shape: [1, 14, 1, 1], here: [1, 14], axes: [[0], [1], [], []] })).toEqual(["N", "C", "1", "1"]);
  expect(axisNames({ shape: [1, 2, 3, 5, 7], here: [1, 5, 7, 6], axes: [[0], [3], [4], [1], [2]] })).toEqual(["N", "C1", "C2", "H", "W"]);
});
