import { runByReferences, type Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { cropFrame } from "../preprocess.ts";
import type { Region } from "../region.ts";
import { both, largestDifference } from "../../testing/compare.ts";
import { type Digest, digestLike, digestOf, noiseBytes, referenceCases } from "../../testing/pixels.ts";
import { Feed } from "../../views/picture_graph.ts";
import { resizePillow } from "./pillow.ts";
import { pillowSteps } from "./pillow_op.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outWidth: number;
  readonly outHeight: number;
}

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);
const cases = await referenceCases<Case>("resize_pillow.json");
const rgbOf = (rgba: ArrayLike<number>): Uint8Array => Uint8Array.from(rgba).filter((_, i) => i % 4 !== 3);

function stepsOf(data: Uint8Array, width: number, height: number, outWidth: number, outHeight: number, window?: Region) {
  const feed = new Feed();
  const photo = feed.photo({ width, height, data });
  return { feed, output: pillowSteps(feed, photo, outWidth, outHeight, window ?? { x: 0, y: 0, width: outWidth, height: outHeight }) };
}

/** RGBA noise, its bytes in a fixture's colours. */
function rgba({ seed, width, height, channels }: Case): Uint8Array {
  const pixels = noiseBytes(seed, width * height * channels);
  return Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 < channels ? pixels[(i >> 2) * channels + (i % 4)]! : 77));
}

describe("both passes", () => {
  test.each(cases.filter(({ channels }) => channels === 3))("equal Pillow: $width × $height → $outWidth × $outHeight", async (reference) => {
    const { width, height, outWidth, outHeight } = reference;
    const { feed, output } = stepsOf(rgba(reference), width, height, outWidth, outHeight);
    const onCpu = runByReferences(feed.graph, [output], feed.inputs)[output.name]!;
    expect(await digestLike(reference, rgbOf(onCpu))).toEqual(digestOf(reference));
    if (gpu) expect(largestDifference((await both(gpu, feed, output)).onGpu, onCpu)).toBe(0);
  });

  withGpu.each([
    [1, 1], [1, 37], [300, 1], [7, 223], [223, 225], [224, 224], [448, 448], [451, 300], [33, 1201], [1999, 17],
  ])("are resizePillow to the byte: %i × %i, squashed and cropped", async (width, height) => {
    for (const seed of [40, 41]) {
      const data = noiseBytes(seed, width * height * 4);
      const crop = cropFrame(width, height);
      for (const [outWidth, outHeight, window] of [[224, 224, undefined], [crop.width, crop.height, crop.window]] as const) {
        const { feed, output } = stepsOf(data, width, height, outWidth, outHeight, window);
        const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
        expect(largestDifference(rgbOf(onGpu), resizePillow(data, width, height, 4, outWidth, outHeight, window))).toBe(0);
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
