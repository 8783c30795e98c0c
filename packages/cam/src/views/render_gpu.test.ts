import { runByReferences, type Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { tonesNamed } from "../colours/named_tones.ts";
import type { Image } from "../preprocess/image.ts";
import { imagenetNormalisation } from "../preprocess/normalisation.ts";
import { preprocess } from "../preprocess/preprocess.ts";
import type { Region } from "../preprocess/region.ts";
import { largestDifference } from "../testing/difference.ts";
import { noiseBytes, noiseFloats } from "../testing/noise.ts";
import { runPicture } from "./picture_graph.ts";
import { renderView, type ViewOptions } from "./render.ts";
import { renderViewOnGpu, viewGraph } from "./render_gpu.ts";
import type { ViewName } from "./scale.ts";
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

/** Draws on both; the GPU's is at most one level off: it may fuse a · b + c, and a value at the edge of a level may cross. */
async function compare(device: Gpu, image: Image, options: ViewOptions, drawing: Drawing = {}): Promise<void> {
  const { map = noiseFloats(3, 49), mapWidth = 7, region = whole(image) } = drawing;
  const expected = renderView(map, mapWidth, map.length / mapWidth, image, region, options);
  const actual = await renderViewOnGpu(device, map, mapWidth, map.length / mapWidth, image, region, options);
  expect(actual.statement).toBe(expected.statement);
  expect(actual.overlay).toMatchObject({ width: image.width, height: image.height });
  expect(largestDifference(actual.overlay.data, expected.overlay.data)).toBeLessThanOrEqual(1);
}

describe("the graph, interpreted on the CPU", () => {
  test.each(views)("is renderView to the bit: %s", (view) => {
    for (const image of photos) {
      for (const scale of [undefined, 4]) {
        const options: ViewOptions = { view, tones: tonesNamed("turbo"), alpha: 0.6, lines: "quarters", ...(scale && { scale }) };
        const map = noiseFloats(3, 49);
        const placement = place(7, 7, whole(image), image.width, image.height);
        const { graph, output, inputs } = viewGraph(map, 7, image, placement, options);
        const expected = renderView(map, 7, 7, image, whole(image), options).overlay.data;
        expect(largestDifference(runByReferences(graph, [output], inputs)[output.name]!, expected)).toBe(0);
      }
    }
  });
});

describe("renderViewOnGpu", () => {
  test.for(views)("squashed and cropped photographs of all sizes: %s", async (view, { skip }) => {
    if (!gpu) return skip();
    for (const image of photos) {
      for (const alpha of [1, 0.4]) {
        await compare(gpu, image, { view, tones, lines: "none", alpha });
        const { region } = preprocess(image, imagenetNormalisation, "crop");
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

  test("a region between two pixel centres leaves the photograph", async ({ skip }) => {
    if (!gpu) return skip();
    const image = photos[2]!;
    const region = { x: 3.6, y: 2, width: 0.8, height: 9 };
    const { overlay } = await renderViewOnGpu(gpu, noiseFloats(3, 49), 7, 7, image, region, { view: "signed", tones, lines: "none", alpha: 1 });
    expect(overlay).toEqual(image);
  });

  test("a photograph beyond the device's largest buffer is drawn on the CPU, to the bit", async ({ skip }) => {
    if (!gpu) return skip();
    const limits = { maxStorageBufferBindingSize: 4096 }; // bytes; the photograph has 6572
    const device = new Proxy(gpu.device, {
      get: (target, key) => {
        if (key === "limits") return limits;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const options: ViewOptions = { view: "minmax", tones, lines: "none", alpha: 1 };
    const image = photos[2]!;
    const placement = place(7, 7, whole(image), image.width, image.height);
    expect(await runPicture({ ...gpu, device }, viewGraph(noiseFloats(3, 49), 7, image, placement, options))).toBeUndefined();
    const { overlay } = await renderViewOnGpu({ ...gpu, device }, noiseFloats(3, 49), 7, 7, image, whole(image), options);
    expect(overlay).toEqual(renderView(noiseFloats(3, 49), 7, 7, image, whole(image), options).overlay);
  });

  const good: ViewOptions = { view: "signed", tones, lines: "none", alpha: 1 };
  test.for([
    ["map-shape", new Float32Array(48), whole(photos[2]!), good],
    ["region-outside", new Float32Array(49), { ...whole(photos[2]!), x: 1 }, good],
    ["alpha-out-of-range", noiseFloats(3, 49), whole(photos[2]!), { ...good, alpha: 1.5 }],
    ["scale-out-of-range", noiseFloats(3, 49), whole(photos[2]!), { ...good, scale: 0 }],
    ["tones-shape", noiseFloats(3, 49), whole(photos[2]!), { ...good, tones: new Uint8Array(3) }],
  ] as const)("refuses with %s, as the CPU does", async ([code, map, region, options], { skip }) => {
    if (!gpu) return skip();
    await expect(renderViewOnGpu(gpu, map, 7, 7, photos[2]!, region, options)).rejects.toMatchObject({ code });
  });
});
