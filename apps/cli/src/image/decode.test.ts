import type { Image } from "@camlucida/cam";
import { describe, expect, test } from "vitest";
import { describeImage, expectations, fixture } from "../testing/fixtures.ts";
import { decodeImage } from "./decode.ts";

describe("decodeImage reads what OpenCV reads, to the last bit", () => {
  test.each([...expectations()])("%s", async (name, expected) => {
    const image = await decodeImage(fixture(`images/${name}`));
    expect(describeImage(image)).toEqual(expected);
    expect(image.data.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true); // opaque
  });
});

describe("decodeImage reads CMYK nearly as OpenCV does", () => {
  // Two inverse DCTs of different precision differ by up to 2 levels per ink, YCCK's colour transform adds one, and
  // OpenCV multiplies ink by black with >> 8 where jpeg-js divides by 255: one more. Measured: 3, 3, 3 and 4.
  test.each([
    ["cmyk_48x36.jpg", 3],
    ["cmyk_progressive_48x36.jpg", 3],
    ["cmyk_no_adobe_48x36.jpg", 3],
    ["ycck_48x36.jpg", 4],
  ])("%s within %i levels", async (name, tolerance) => {
    const image = await decodeImage(fixture(`images/${name}`));
    const expected = await decodeImage(fixture(`images/${name.replace(".jpg", ".expected.png")}`));
    expect([image.width, image.height]).toEqual([expected.width, expected.height]);
    expect(largestDifference(image, expected)).toBeLessThanOrEqual(tolerance);
  });
});

function largestDifference(a: Image, b: Image): number {
  return a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b.data[i] ?? NaN))), 0);
}
