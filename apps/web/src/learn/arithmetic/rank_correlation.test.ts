import { expect, test } from "vitest";
import { rankCorrelation } from "./rank_correlation.ts";

test("the same order, the reverse, and numbers from a textbook", () => {
  expect(rankCorrelation([1, 2, 30], [-5, 0, 0.1])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 30], [3, 2, 1])).toBeCloseTo(-1, 12);
  // scipy.stats.spearmanr([106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17])
  expect(rankCorrelation([106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17])).toBeCloseTo(-0.17575757575757575, 12);
  // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4]): equal values share a rank
  expect(rankCorrelation([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.9486832980505138, 12);
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(NaN);
});
