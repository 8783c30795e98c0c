// A map scaled and tinted by the shaders, as live video has it, against renderView on the CPU.
import { runByReferences, type Gpu } from "@camlucida/tensor";
import { runOnGpu, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { type Image, type Region, Feed } from "../preprocess/image.ts";
import { preprocess } from "../preprocess/preprocess.ts";
import { imagenetPreprocessing } from "../preprocess/preprocessing.ts";
import { largestDifference, noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { normalise, splitScale, type ViewName } from "./scale.ts";
import { renderView, tintOf, type ViewOptions } from "./style.ts";
import { tintStep } from "./tint.ts";
import { place } from "./upsample.ts";

const views: readonly ViewName[] = ["signed", "positive", "minmax"];
const tones = tonesNamed("grey"); // neighbouring levels differ by one: differences are differences of levels
const photoOf = (width: number, height: number): Image => ({ width, height, data: noiseBytes(20, width * height * 4) });
const whole = ({ width, height }: Image): Region => ({ x: 0, y: 0, width, height });
const photos = ([[1, 1], [1, 37], [53, 31], [224, 224], [451, 300]] as const).map(([width, height]) => photoOf(width, height));

const gpu = await testGpu();

interface Drawing {
  readonly map?: Float32Array; // [height, width]; default 7 × 7 noise
  readonly mapWidth?: number;
  readonly region?: Region;
}

/** normalise → tint. @param map [h, w] */
function viewGraph(map: Float32Array, mapWidth: number, image: Image, region: Region, options: ViewOptions) {
  const feed = new Feed();
  const placement = place(mapWidth, map.length / mapWidth, region, image.width, image.height);
  const values = normalise(feed.graph, "values", feed.input("map", [map.length], map), feed.input("scale", [2], splitScale(options.scale)), options.view);
  return { feed, output: tintStep(feed, "overlay", values, feed.photo(image), mapWidth, placement, tintOf(options, image)) };
}

/** Draws on both; the GPU's is at most one level off: it may fuse a · b + c, and a value at the edge of a level may cross. */
async function compare(device: Gpu, image: Image, options: ViewOptions, drawing: Drawing = {}): Promise<void> {
  const { map = noiseFloats(3, 49), mapWidth = 7, region = whole(image) } = drawing;
  const expected = renderView(map, mapWidth, map.length / mapWidth, image, region, options);
  const { feed, output } = viewGraph(map, mapWidth, image, region, options);
  const actual = (await runOnGpu(device, feed.graph, [output], feed.inputs))[output.name]!;
  expect(largestDifference(actual, expected.overlay.data)).toBeLessThanOrEqual(1);
}

describe("the graph, interpreted on the CPU", () => {
  test.each(views)("is renderView to the bit: %s", (view) => {
    for (const image of photos) {
      for (const scale of [undefined, 4]) {
        const options: ViewOptions = { view, tones: tonesNamed("turbo"), alpha: 0.6, lines: "quarters", ...(scale && { scale }) };
        const map = noiseFloats(3, 49);
        const { feed, output } = viewGraph(map, 7, image, whole(image), options);
        const expected = renderView(map, 7, 7, image, whole(image), options).overlay.data;
        expect(largestDifference(runByReferences(feed.graph, [output], feed.inputs)[output.name]!, expected)).toBe(0);
      }
    }
  });
});

describe("the graph on a GPU", () => {
  test.for(views)("squashed and cropped photographs of all sizes: %s", async (view, { skip }) => {
    if (!gpu) return skip();
    for (const image of photos) {
      for (const alpha of [1, 0.4]) {
        await compare(gpu, image, { view, tones, lines: "none", alpha });
        const { region } = preprocess(image, imagenetPreprocessing, "crop");
        await compare(gpu, image, { view, tones, lines: "none", alpha }, { region });
      }
    }
  });

  test("pictures of all sizes share their pipelines", async ({ skip }) => {
    if (!gpu) return skip();
    for (const image of photos) await compare(gpu, image, { view: "minmax", tones, lines: "none", alpha: 1 });
    const known = gpu.pipelines.size;
    await compare(gpu, photoOf(77, 5), { view: "minmax", tones, lines: "none", alpha: 1 }, { map: noiseFloats(9, 6), mapWidth: 3 });
    expect(gpu.pipelines.size).toBe(known);
  });

  const flat = (value: number): Float32Array => new Float32Array(49).fill(value);
  const one = (value: number, rest = 0): Float32Array => flat(rest).with(24, value);
  const maps: readonly (readonly [string, Float32Array])[] = [
    ["zero", flat(0)], ["both zeros", one(-0)], ["constant", flat(3)], ["negative constant", flat(-3)],
    ["all negative", noiseFloats(3, 49).map((value) => -Math.abs(value) - 1)],
    ["not a number", one(Number.NaN)], ["infinite", one(Number.POSITIVE_INFINITY)], ["nothing finite", flat(Number.NaN)],
    ["one peak", one(5)], ["one trough", one(-5)], ["one in a plain", one(3.0000002384185791, 3)],
    ["subnormal", noiseFloats(3, 49).map((value) => value * 2 ** -135)],
    ["the smallest numbers", noiseFloats(3, 49).map((value) => Math.round(value) * 2 ** -149)],
    ["huge", noiseFloats(3, 49).map((value) => (value / 8) * 3.4e38)],
    ["all magnitudes", noiseFloats(3, 49).map((value, i) => value * 2 ** (5 * (i - 24)))],
  ];
  test.for(maps)("a difficult map: %s", async ([, map], { skip }) => {
    if (!gpu) return skip();
    for (const view of views) await compare(gpu, photos[2]!, { view, tones, lines: "none", alpha: 1 }, { map });
  });

  test.for([5e-324, 1e-300, 1e-40, 0.3, 8, 1e30, 1e300])("a shared scale of %d logits", async (scale, { skip }) => {
    if (!gpu) return skip();
    for (const factor of [1, 2 ** 100, 2 ** -140]) {
      const map = noiseFloats(5, 49).map((value) => value * factor);
      await compare(gpu, photos[2]!, { view: "signed", tones, lines: "none", alpha: 1, scale }, { map });
    }
  });

  test("a map of one value and one of more values than the shader has lanes", async ({ skip }) => {
    if (!gpu) return skip();
    for (const view of views) {
      const options: ViewOptions = { view, tones, lines: "none", alpha: 1 };
      await compare(gpu, photos[2]!, options, { map: Float32Array.of(3), mapWidth: 1 });
      await compare(gpu, photos[2]!, options, { map: noiseFloats(7, 19 * 23), mapWidth: 19 });
      await compare(gpu, photos[2]!, options, { map: noiseFloats(7, 5), mapWidth: 5 });
    }
  });
});
