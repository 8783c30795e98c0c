import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Digest, digestLike, digestOf, noiseBytes, referenceCases } from "../../testing/pixels.ts";
import { pillowAxis, resizePillow } from "./pillow.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outWidth: number;
  readonly outHeight: number;
}

const side = fc.integer({ min: 1, max: 40 });

describe("resizePillow", async () => {
  test.each(await referenceCases<Case>("resize_pillow.json"))(
    "equals Pillow: $width × $height × $channels → $outWidth × $outHeight",
    async ({ seed, width, height, channels, outWidth, outHeight, ...digest }) => {
      const pixels = noiseBytes(seed, width * height * channels);
      expect(await digestLike(digest, resizePillow(pixels, width, height, channels, outWidth, outHeight))).toEqual(digestOf(digest));
    },
  );

  test("drops the alpha of RGBA and leaves the colours as those of RGB", () => {
    const rgba = noiseBytes(4, 31 * 17 * 4);
    const rgb = rgba.filter((_, i) => i % 4 !== 3);
    expect(resizePillow(rgba, 31, 17, 4, 13, 29)).toEqual(resizePillow(rgb, 31, 17, 3, 13, 29));
  });

  test("a window holds what the whole result holds there", () => {
    fc.assert(
      fc.property(side, side, side, side, fc.nat(), fc.nat(), (width, height, outWidth, outHeight, a, b) => {
        const pixels = noiseBytes(width * 64 + height, width * height * 3);
        const [x, y] = [a % outWidth, b % outHeight];
        const window = { x, y, width: outWidth - x, height: outHeight - y };
        const whole = resizePillow(pixels, width, height, 3, outWidth, outHeight);
        const part = resizePillow(pixels, width, height, 3, outWidth, outHeight, window);
        const rowLength = 3 * window.width;
        for (let row = 0; row < window.height; row++) {
          const from = 3 * ((y + row) * outWidth + x);
          expect(part.slice(row * rowLength, (row + 1) * rowLength)).toEqual(whole.slice(from, from + rowLength));
        }
      }),
    );
  });

  test("a picture of one colour keeps it, and no size changed changes nothing", () => {
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (width, height, outWidth, outHeight, level) => {
        const flat = resizePillow(new Uint8Array(width * height).fill(level), width, height, 1, outWidth, outHeight);
        expect(flat.every((value) => value === level)).toBe(true);
        const pixels = noiseBytes(width, width * height * 3);
        expect(resizePillow(pixels, width, height, 3, width, height)).toEqual(pixels);
      }),
    );
  });

  test("weights too small for 22 bits still give levels, never an overflow", () => {
    // A million taps of 2⁻²⁰ each are rounded by up to an eighth of themselves: only the clip keeps 255 from wrapping.
    expect([...resizePillow(new Uint8Array(2 ** 20).fill(255), 1, 2 ** 20, 1, 1, 1)]).toEqual([255]);
  });

  test.each([
    ["image-shape", () => resizePillow(new Uint8Array(11), 2, 2, 3, 4, 4)],
    ["image-side", () => resizePillow(new Uint8Array(0), 0, 2, 3, 4, 4)],
    ["image-side", () => resizePillow(new Uint8Array(12), 2, 2, 3, 4, -1)],
    ["image-side", () => resizePillow(new Uint8Array(12), 2, 2, 3, 4, Number.NaN)],
    ["image-side", () => resizePillow(new Uint8Array(12), 2, 2, 3, 2 ** 21, 1)],
    ["image-samples", () => resizePillow(new Uint8Array(12), 2, 2, 3, 2 ** 20, 2 ** 20)],
    ["region-outside", () => resizePillow(new Uint8Array(12), 2, 2, 3, 4, 4, { x: 2, y: 0, width: 3, height: 4 })],
  ])("refuses with %s", (code, resize) => {
    expect(resize).toThrow(expect.objectContaining({ code }));
  });
});

test("each output's weights add up to one, within the rounding of its taps", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 300 }), (source, destination) => {
      const { first, count, weights, taps } = pillowAxis(source, destination);
      for (let i = 0; i < destination; i++) {
        const sum = weights.subarray(i * taps, (i + 1) * taps).reduce((a, b) => a + b);
        // Every weight is rounded by at most ½.
        expect(Math.abs(sum - 2 ** 22)).toBeLessThanOrEqual(taps / 2);
        expect(first[i]! >= 0 && count[i]! >= 1 && count[i]! <= taps && first[i]! + count[i]! <= source).toBe(true);
      }
    }),
  );
});
