import type { Image } from "@camlucida/cam";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeImage, expectations, fixture } from "../testing/files.ts";
import { decodeImage } from "./decode.ts";
import { orientationOf } from "./orientation.ts";

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

/** A TIFF stream with one tag, Orientation. */
function tiff(value: number, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian); // the first directory
  view.setUint16(8, 1, littleEndian); // one entry
  [0x112, 3].forEach((field, i) => view.setUint16(10 + 2 * i, field, littleEndian)); // tag, type "short"
  view.setUint32(14, 1, littleEndian); // count
  view.setUint16(18, value, littleEndian);
  return new Uint8Array(view.buffer);
}

test.each([true, false])("reads 1 to 8, little-endian %s, and takes anything else as upright", async (littleEndian) => {
  for (let value = 1; value <= 8; value++) expect(await orientationOf(tiff(value, littleEndian))).toBe(value);
  for (const value of [0, 9, 65535]) expect(await orientationOf(tiff(value, littleEndian))).toBe(1);
});

test("no EXIF, or damaged EXIF, means upright", async () => {
  expect(await orientationOf(undefined)).toBe(1);
  expect(await orientationOf(new Uint8Array())).toBe(1);
  expect(await orientationOf(tiff(6, true).subarray(0, 15))).toBe(1);
});

test("random bytes in EXIF never throw and never stall", async () => {
  const damaged = fc.tuple(fc.uint8Array({ minLength: 0, maxLength: 200 }), fc.boolean());
  await fc.assert(fc.asyncProperty(damaged, async ([bytes, littleEndian]) => {
    const orientation = await orientationOf(Uint8Array.of(...tiff(6, littleEndian).subarray(0, 8), ...bytes));
    expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientation);
  }), { numRuns: 500, seed: 9 });
});
