import { expect, test } from "vitest";
import { pixel } from "./pixel.ts";

const text = await pixel.worked();

test("the level is the sum of what it covers, along a row and then down the column", () => {
  // At output 0 the triangle, twice as wide as it shrinks, is 3/4, 3/4 and 1/4 high over the first three pixels: 3/7, 3/7, 1/7.
  expect(text).toContain("0.4286  0.4286  0.1429  0.0000\n0.0000  0.1429  0.4286  0.4286");
  // (3·250 + 3·240 + 90)/7 = 1560/7 = 222.86; (3·240 + 3·230 + 80)/7 = 212.86; (3·200 + 3·180 + 60)/7 = 171.43
  expect(text).toMatch(/row 0: .* = 222\.86 → 223$/m);
  // (240 + 3·90 + 3·30)/7 = 85.71; the rows below likewise, (3·210 + 3·170 + 50)/7 = 170
  expect(text.split("\n").slice(1, 5).map((line) => line.match(/\d+/g)?.slice(4, 6).map(Number))).toEqual([[223, 86], [213, 76], [171, 56], [170, 50]]);
  // (3·223 + 3·213 + 171)/7 = 1479/7 = 211.29
  expect(text).toMatch(/column 0: .* = 211\.29 → 211$/m);
});

test("the level is counted from the mean, in deviations", () => {
  // 211/255 = 0.827451, less 0.485, divided by 0.229
  expect(text).toContain("211/255 = 0.8275");
  expect(text).toContain("/ 0.229 = 1.4954   what the network gets");
});

test("stripes vanish where single pixels are taken, and become grey where all are weighed", () => {
  const rows = text.split("\n").slice(-2).map((line) => line.match(/\d+/g)?.map(Number));
  expect(rows[0]).toEqual([255, 255, 255, 255]);
  // 255 · 3/7 at the ends, where an end has two stripes within reach on one side, or 4/7; 255/2 in between
  expect(rows[1]).toEqual([109, 128, 128, 146]);
});
