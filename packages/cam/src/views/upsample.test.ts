import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Digest, digestLike, digestOf, noiseFloats, referenceCases } from "../testing/pixels.ts";
import { place, upsample } from "./upsample.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outWidth: number;
  readonly outHeight: number;
}

const whole = ({ channels, width, height, outWidth, outHeight }: Case): boolean =>
  channels === 1 && !(width === 2 * outWidth && height === 2 * outHeight);

describe("upsample", async () => {
  test.each((await referenceCases<Case>("resize_opencv_f32.json")).filter(whole))(
    "over a whole photograph equals OpenCV: $width × $height → $outWidth × $outHeight",
    async ({ seed, width, height, outWidth, outHeight, ...digest }) => {
      const region = { x: 0, y: 0, width: outWidth, height: outHeight };
      const placement = place(width, height, region, outWidth, outHeight);
      const values = upsample(noiseFloats(seed, width * height), width, height, placement);
      expect(await digestLike(digest, values)).toEqual(digestOf(digest));
    },
  );

  test("over a part, a ramp stays the same ramp in the photograph's coordinates", () => {
    // Cell j of 7 holds the coordinate of its own centre; between the outer centres bilinear values are coordinates.
    const part = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(part, fc.double({ min: 7, max: 60, noNaN: true }), (x, width) => {
        const centres = Float32Array.from({ length: 7 }, (_, j) => x + ((j + 0.5) * width) / 7);
        const placement = place(7, 1, { x, y: 0, width, height: 1 }, 100, 1);
        const values = upsample(centres, 7, 1, placement);
        values.forEach((value, i) => {
          const centre = Math.min(Math.max(placement.box.x + i + 0.5, centres[0]!), centres[6]!);
          // Coordinates below 100 in float32: a handful of roundings of 2⁻¹⁸ each.
          expect(Math.abs(value - centre)).toBeLessThan(6 * 2 ** -18);
        });
      }),
    );
  });

  test.each([
    [49, 7, 6],
    [0, 0, 0],
    [3, 1.5, 2],
  ])("refuses %d values for %d × %d", (count, width, height) => {
    const placement = place(7, 7, { x: 0, y: 0, width: 9, height: 9 }, 9, 9);
    const error = expect.objectContaining({ name: "ViewError", code: "map-shape" });
    expect(() => upsample(new Float32Array(count), width, height, placement)).toThrow(error);
  });
});
