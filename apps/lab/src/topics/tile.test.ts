import { expect, test } from "vitest";
import { tile } from "./tile.ts";

const text = await tile.worked();

test("the product is what one gets by hand, and its reads are counted", () => {
  // (1 2 0) · (1 2 1) = 5, (1 2 0) · (−1 0 3) = −1, (3 1 2) · (1 2 1) = 7, (3 1 2) · (−1 0 3) = 3
  const lines = text.split("\n");
  expect(lines[1]).toMatch(/5 {2}−1$/);
  expect(lines[2]).toMatch(/7 {3}3$/);
  expect(text).toMatch(/12 products, 2 numbers read for each: 24\n.*3 times 2 pixels and 2 weights: +12$/m);
});

test("a tile of 8 × 8 reads a quarter of a number where the naive shader reads two", () => {
  expect(text).toMatch(/^conv_1_naive\.wgsl +1 +1 +1 +2\.00$/m);
  expect(text).toMatch(/^register_tile\.wgsl, of conv\.wgsl +8 +8 +64 +0\.25$/m);
  // 56² · 64 · 9 · 64 multiply-adds; two numbers of four bytes for each, and a quarter of one
  expect(text).toContain("115.6 million multiply-adds");
  expect(text).toContain("925 MB; by conv_5_matrices.wgsl: 116 MB");
});
