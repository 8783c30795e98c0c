import { runByReferences, type Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  digestLike, digestOf, noiseBytes, referenceCases, both, largestDifference, type Digest,
} from "../../testing/pixels.ts";
import { resizePillow, pillowSteps, type PillowOptions } from "./pillow.ts";
import { type Interpolation, pillowAxis } from "./pillow_axis.ts";
import { frameOf } from "../preprocess.ts";
import { imagenetPreprocessing } from "../preprocessing.ts";
import { Feed } from "../image.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outWidth: number;
  readonly outHeight: number;
  readonly interpolation: Interpolation;
}

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);
const cases = [
  ...(await referenceCases<Case>("resize_pillow.json")).map((one) => ({ ...one, interpolation: "bilinear" }) as const),
  ...(await referenceCases<Case>("resize_pillow_bicubic.json")),
  ...(await referenceCases<Case>("resize_pillow_nearest.json")),
];
const side = fc.integer({ min: 1, max: 40 });

describe("resizePillow", () => {
  test.each(cases)(
    "equals Pillow: $width × $height × $channels → $outWidth × $outHeight $interpolation",
    async ({ seed, width, height, channels, outWidth, outHeight, interpolation, ...digest }) => {
      const pixels = noiseBytes(seed, width * height * channels);
      expect(await digestLike(digest, resizePillow(pixels, width, height, channels, outWidth, outHeight, { interpolation }))).toEqual(digestOf(digest));
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
        const part = resizePillow(pixels, width, height, 3, outWidth, outHeight, { window });
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
    ["region-outside", () => resizePillow(new Uint8Array(12), 2, 2, 3, 4, 4, { window: { x: 2, y: 0, width: 3, height: 4 } })],
  ])("refuses with %s", (code, resize) => {
    expect(resize).toThrow(expect.objectContaining({ code }));
  });
});

test("each output's weights add up to one, within the rounding of its taps", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 300 }), fc.constantFrom<Interpolation>("bilinear", "bicubic", "nearest"), (source, destination, interpolation) => {
      const { first, count, weights, taps } = pillowAxis(source, destination, interpolation);
      for (let i = 0; i < destination; i++) {
        const sum = weights.subarray(i * taps, (i + 1) * taps).reduce((a, b) => a + b);
        // Every weight is rounded by at most ½.
        expect(Math.abs(sum - 2 ** 22)).toBeLessThanOrEqual(taps / 2);
        expect(first[i]! >= 0 && count[i]! >= 1 && count[i]! <= taps && first[i]! + count[i]! <= source).toBe(true);
      }
    }),
  );
});

const rgbOf = (rgba: ArrayLike<number>): Uint8Array => Uint8Array.from(rgba).filter((_, i) => i % 4 !== 3);

function stepsOf(data: Uint8Array, width: number, height: number, outWidth: number, outHeight: number, { interpolation = "bilinear", window }: PillowOptions = {}) {
  const feed = new Feed();
  const photo = feed.photo({ width, height, data });
  return { feed, output: pillowSteps(feed, photo, outWidth, outHeight, interpolation, window ?? { x: 0, y: 0, width: outWidth, height: outHeight }) };
}

/** RGBA noise, its bytes in a fixture's colours. */
function rgba({ seed, width, height, channels }: Case): Uint8Array {
  const pixels = noiseBytes(seed, width * height * channels);
  return Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 < channels ? pixels[(i >> 2) * channels + (i % 4)]! : 77));
}

describe("both passes", () => {
  test.each(cases.filter(({ channels }) => channels === 3))("equal Pillow: $width × $height → $outWidth × $outHeight $interpolation", async (reference) => {
    const { width, height, outWidth, outHeight, interpolation } = reference;
    const { feed, output } = stepsOf(rgba(reference), width, height, outWidth, outHeight, { interpolation });
    const onCpu = runByReferences(feed.graph, [output], feed.inputs)[output.name]!;
    expect(await digestLike(reference, rgbOf(onCpu))).toEqual(digestOf(reference));
    if (gpu) expect(largestDifference((await both(gpu, feed, output)).onGpu, onCpu)).toBe(0);
  });

  withGpu.each([
    [1, 1], [1, 37], [300, 1], [7, 223], [223, 225], [224, 224], [448, 448], [451, 300], [33, 1201], [1999, 17],
  ])("are resizePillow to the byte: %i × %i, squashed and cropped", async (width, height) => {
    for (const seed of [40, 41]) {
      const data = noiseBytes(seed, width * height * 4);
      const crop = frameOf("crop", { width, height }, imagenetPreprocessing);
      for (const [outWidth, outHeight, options] of [[224, 224, {}], [crop.width, crop.height, { window: crop.window }], [224, 224, { interpolation: "bicubic" }], [97, 224, { interpolation: "nearest" }]] as const) {
        const { feed, output } = stepsOf(data, width, height, outWidth, outHeight, options);
        const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
        expect(largestDifference(rgbOf(onGpu), resizePillow(data, width, height, 4, outWidth, outHeight, options))).toBe(0);
        expect(largestDifference(onGpu, onCpu)).toBe(0);
      }
    }
  });

  withGpu("white stays white, whatever 40,000 rounded weights add up to", async () => {
    const { feed, output } = stepsOf(new Uint8Array(4 * 40_000).fill(255), 1, 40_000, 1, 1);
    expect((await both(gpu as Gpu, feed, output)).onGpu).toEqual(Uint8Array.of(255, 255, 255, 255));
  });

  withGpu("pictures of all sizes share two pipelines", async () => {
    const { feed, output } = stepsOf(noiseBytes(6, 4 * 9 * 5), 9, 5, 3, 7);
    await both(gpu as Gpu, feed, output);
    const known = (gpu as Gpu).pipelines.size;
    const other = stepsOf(noiseBytes(6, 4 * 50 * 81), 50, 81, 224, 224);
    await both(gpu as Gpu, other.feed, other.output);
    expect((gpu as Gpu).pipelines.size).toBe(known);
  });
});
