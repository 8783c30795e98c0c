import type { Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import type { Region } from "../region.ts";
import { both } from "../testing/both.ts";
import { largestDifference } from "../testing/difference.ts";
import { noiseBytes } from "../testing/noise.ts";
import { overlay } from "./overlay.ts";
import { overlayStep } from "./overlay_op.ts";
import { Feed } from "./picture_graph.ts";

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);

/** Whole numbers: the GPU's bytes, the CPU reference's and `overlay`'s own are one. */
async function compare(width: number, height: number, box: Region, alpha: number): Promise<void> {
  const image = { width, height, data: noiseBytes(8, width * height * 4) };
  const colours = noiseBytes(10, box.width * box.height * 4);
  const feed = new Feed();
  const over = feed.input("colours", [box.height, box.width, 4], colours);
  const { onGpu, onCpu } = await both(gpu as Gpu, feed, overlayStep(feed.graph, "overlay", feed.photo(image), over, box, alpha));
  expect(largestDifference(onGpu, overlay(image, colours, box, alpha).data)).toBe(0);
  expect(largestDifference(onCpu, onGpu)).toBe(0);
}

withGpu.each([
  [1, 1, { x: 0, y: 0, width: 1, height: 1 }],
  [1, 37, { x: 0, y: 5, width: 1, height: 30 }],
  [37, 1, { x: 36, y: 0, width: 1, height: 1 }],
  [8, 8, { x: 0, y: 0, width: 8, height: 8 }],
  [53, 31, { x: 0, y: 0, width: 53, height: 31 }],
  [53, 31, { x: 11, y: 0, width: 31, height: 31 }], // a centre crop
  [53, 31, { x: 7, y: 3, width: 9, height: 5 }],
  [53, 31, { x: 52, y: 30, width: 1, height: 1 }], // the last pixel
  [451, 300, { x: 75, y: 0, width: 300, height: 300 }],
] as const)("a photograph of %i × %i pixels, box %j", async (width, height, box) => {
  for (const alpha of [0, 0.37, 0.6, 1]) await compare(width, height, box, alpha);
});

withGpu("every pair of levels at many opacities", async () => {
  const [width, height] = [256, 256];
  const image = { width, height, data: Uint8Array.from({ length: 4 * width * height }, (_, i) => (i >> 2) % 256) };
  const colours = Uint8Array.from(image.data, (_, i) => (i % 4 === 3 ? (i * 7) >> 2 : i >> 10)); // rows of one colour, alpha of all kinds
  const feed = new Feed();
  const over = feed.input("colours", [height, width, 4], colours);
  const box = { x: 0, y: 0, width, height };
  const { onGpu } = await both(gpu as Gpu, feed, overlayStep(feed.graph, "overlay", feed.photo(image), over, box, 0.8));
  expect(largestDifference(onGpu, overlay(image, colours, box, 0.8).data)).toBe(0);
});
