import type { Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import type { Tones } from "../colours/tones.ts";
import { type Image, Feed } from "../preprocess/image.ts";
import { both, largestDifference, noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { tint, type Tint } from "./tint.ts";
import { tintStep } from "./tint_op.ts";
import { place } from "./upsample.ts";

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);

/** The most by which a channel changes from one level to the next. */
const largestStep = (tones: Tones): number =>
  Math.max(...Array.from({ length: 255 * 8 }, (_, at) => Math.abs((tones[at + 8] as number) - (tones[at] as number))));

function stepOf(values: Float32Array, mapWidth: number, image: Image, crop: number, how: Tint) {
  const region = { x: crop * image.width, y: crop * image.height, width: (1 - 2 * crop) * image.width, height: (1 - 2 * crop) * image.height };
  const placement = place(mapWidth, values.length / mapWidth, region, image.width, image.height);
  const feed = new Feed();
  const output = tintStep(feed, "picture", feed.input("values", [values.length], values), feed.photo(image), mapWidth, placement, how);
  return { feed, output, placement };
}

const photoOf = (width: number, height: number): Image => ({ width, height, data: noiseBytes(20, width * height * 4) });
const values = noiseFloats(3, 49).map((value) => 0.5 + value / 16);

withGpu.each([[1, 1], [1, 37], [7, 1], [9, 7], [65, 3], [53, 31], [224, 224], [1300, 17]])("a picture of %i × %i pixels", async (width, height) => {
  for (const [name, steps, crop, alpha] of [["signed", 8, 0, 1], ["signed", 8, 0.1, 0.6], ["warm", 4, 0, 0.8], ["turbo", 0, 0.2, 1]] as const) {
    const tones = tonesNamed(name);
    const { feed, output, placement } = stepOf(values, 7, photoOf(width, height), crop, { tones, alpha, steps });
    if (placement.box.width === 0 || placement.box.height === 0) continue;
    const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
    // A GPU may fuse multiplications and additions: a value at the edge of a level may cross it. Lines are computed in float32 there, in
    // doubles here: the dark one and the light one may each cover a level more or less.
    expect(largestDifference(onGpu, onCpu)).toBeLessThanOrEqual(largestStep(tones) + 2);
  }
});

withGpu("without lines and between levels, to the byte", async () => {
  const image = photoOf(64, 8);
  const levels = Float32Array.from({ length: 64 * 8 }, (_, at) => ((at % 256) + 0.3) / 255);
  const { feed, output } = stepOf(levels, 64, image, 0, { tones: tonesNamed("signed"), alpha: 0.7, steps: 0 });
  const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
  expect(onGpu).toEqual(onCpu);
});

withGpu("lines are drawn, dashed against, and plateaus have none", async () => {
  const image = photoOf(400, 300);
  const tones = tonesNamed("signed");
  const pictures = await Promise.all([8, 0].map(async (steps) => {
    const { feed, output } = stepOf(values, 7, image, 0, { tones, alpha: 1, steps });
    return both(gpu as Gpu, feed, output);
  }));
  const changed = (of: "onGpu" | "onCpu"): number => pictures[0]![of].filter((level, at) => level !== pictures[1]![of][at]).length;
  expect(changed("onCpu")).toBeGreaterThan(3000);
  expect(Math.abs(changed("onGpu") / changed("onCpu") - 1)).toBeLessThan(0.01);
  const { feed, output } = stepOf(new Float32Array(4).fill(0.75), 2, image, 0, { tones, alpha: 1, steps: 8 });
  const flat = await both(gpu as Gpu, feed, output);
  expect(flat.onGpu).toEqual(flat.onCpu);
});

test("the CPU reference is tint itself", async () => {
  const { runByReferences } = await import("@camlucida/tensor");
  for (const crop of [0, 0.2]) {
    const how: Tint = { tones: tonesNamed("signed"), alpha: 0.9, steps: 8 };
    const { feed, output, placement } = stepOf(values, 7, photoOf(53, 31), crop, how);
    const expected = tint(values, 7, 7, placement, photoOf(53, 31), how).data;
    expect(largestDifference(runByReferences(feed.graph, [output], feed.inputs)["picture"]!, expected)).toBeLessThanOrEqual(1); // the slopes went through float32
  }
});
