import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Digest, digestLike, digestOf, noiseBytes, noiseFloats, referenceCases } from "../../testing/pixels.ts";
import { resizeOpenCvF32, resizeOpenCvU8, fixedPointWeights, openCvColumns, openCvRows } from "./opencv.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outWidth: number;
  readonly outHeight: number;
}

const side = fc.integer({ min: 1, max: 40 });

describe("resizeOpenCvU8", async () => {
  test.each(await referenceCases<Case>("resize_opencv_u8.json"))(
    "equals OpenCV: $width × $height × $channels → $outWidth × $outHeight",
    async ({ seed, width, height, channels, outWidth, outHeight, ...digest }) => {
      const pixels = noiseBytes(seed, width * height * channels);
      expect(await digestLike(digest, resizeOpenCvU8(pixels, width, height, channels, outWidth, outHeight))).toEqual(digestOf(digest));
    },
  );

  test("a picture of one colour keeps it", () => {
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (width, height, outWidth, outHeight, level) => {
        const flat = resizeOpenCvU8(new Uint8Array(width * height).fill(level), width, height, 1, outWidth, outHeight);
        expect(flat.every((value) => value === level)).toBe(true);
      }),
    );
  });
});

describe("resizeOpenCvF32", async () => {
  test.each(await referenceCases<Case>("resize_opencv_f32.json"))(
    "equals OpenCV: $width × $height × $channels → $outWidth × $outHeight",
    async ({ seed, width, height, channels, outWidth, outHeight, ...digest }) => {
      const values = noiseFloats(seed, width * height * channels);
      expect(await digestLike(digest, resizeOpenCvF32(values, width, height, channels, outWidth, outHeight))).toEqual(digestOf(digest));
    },
  );

  test("stays between the least and the greatest value", () => {
    fc.assert(
      fc.property(side, side, side, side, (width, height, outWidth, outHeight) => {
        const values = noiseFloats(width * 64 + height, width * height);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        // Two blends of three roundings each, relative to values of at most 8: 6 · 8 · 2⁻²⁴.
        const slack = 6 * 8 * 2 ** -24;
        const resized = resizeOpenCvF32(values, width, height, 1, outWidth, outHeight);
        expect(resized.every((value) => value >= low - slack && value <= high + slack)).toBe(true);
      }),
    );
  });
});

test.each([
  ["image-shape", () => resizeOpenCvU8(new Uint8Array(11), 2, 2, 3, 4, 4)],
  ["image-side", () => resizeOpenCvU8(new Uint8Array(12), 2, 2, 3, 4, 0.5)],
  ["image-side", () => resizeOpenCvF32(new Float32Array(0), 0, 0, 1, 4, 4)],
  ["image-samples", () => resizeOpenCvF32(new Float32Array(1), 1, 1, 1, 2 ** 20, 2 ** 9)],
])("refuses with %s", (code, resize) => {
  expect(resize).toThrow(expect.objectContaining({ code }));
});

test("the axis tables: columns drop the fraction at the border, rows keep it", () => {
  // 2 → 4 samples: positions −¼, ¼, ¾, 1¼.
  expect([...openCvColumns(2, 4).indices]).toEqual([0, 0, 0, 1, 0, 1, 1, 1]);
  expect([...openCvColumns(2, 4).weights]).toEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 1, 0]);
  expect([...openCvRows(2, 4).weights]).toEqual([0.25, 0.75, 0.75, 0.25, 0.25, 0.75, 0.75, 0.25]);
  expect([...openCvRows(2, 4).indices]).toEqual([0, 0, 0, 1, 0, 1, 1, 1]);
  expect([...fixedPointWeights(openCvRows(2, 4))]).toEqual([512, 1536, 1536, 512, 512, 1536, 1536, 512]);
});
