import { expect, test } from "vitest";
import { enlarge, mostRelevantFirst } from "./explained_image.ts";

test("bilinear between the cells' centres, the border's cells to its edge", () => {
  expect([...enlarge(Float32Array.of(0, 4), 2, 1, 4, 1)]).toEqual([0, 1, 3, 4]);
  expect(enlarge(Float32Array.of(1, -2, 3, 4), 2, 2, 2, 2)).toEqual(Float32Array.of(1, -2, 3, 4));
});

test("ranks the largest first, and of equal values the first", () => {
  expect([...mostRelevantFirst(Float32Array.of(0, 2, -1, 2, -0, 1e-45))]).toEqual([1, 3, 5, 0, 4, 2]);
});
