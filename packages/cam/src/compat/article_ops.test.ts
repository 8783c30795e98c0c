import type { Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { colourMapNamed } from "../colours/colour_maps.ts";
import { both } from "../testing/both.ts";
import { largestDifference } from "../testing/difference.ts";
import { noiseBytes } from "../testing/noise.ts";
import { digestLike, digestOf, referenceCases, type Digest } from "../testing/reference.ts";
import { Feed } from "../views/picture_graph.ts";
import { articleBlendStep, articleResize, articleTables } from "./article_ops.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outWidth: number;
  readonly outHeight: number;
}

const gpu = await testGpu();
const oneChannel = (await referenceCases<Case>("resize_opencv_u8.json")).filter(({ channels }) => channels === 1);

/** The kernel's bytes, which must be the CPU's. [outHeight · outWidth] */
async function resize(levels: Uint8Array, width: number, height: number, outWidth: number, outHeight: number): Promise<Uint8Array> {
  const tables = articleTables(width, height, outWidth, outHeight);
  const feed = new Feed();
  const source = feed.input("levels", [levels.length], levels);
  const columns = feed.input("columns", [outWidth, 4], tables.columns);
  const rows = feed.input("rows", [outHeight, 4], tables.rows);
  const { onGpu, onCpu } = await both(gpu as Gpu, feed, articleResize(feed.graph, "resized", source, width, columns, rows));
  expect(largestDifference(onGpu, onCpu)).toBe(0);
  return onGpu as Uint8Array;
}

describe.skipIf(gpu === undefined)("the resize", () => {
  test.each(oneChannel)("equals OpenCV: $width × $height → $outWidth × $outHeight", async ({ seed, width, height, outWidth, outHeight, ...digest }) => {
    const resized = await resize(noiseBytes(seed, width * height), width, height, outWidth, outHeight);
    expect(await digestLike(digest, resized)).toEqual(digestOf(digest));
  });

  test.each([0, 1, 254, 255])("a picture of level %i keeps it", async (level) => {
    const resized = await resize(new Uint8Array(49).fill(level), 7, 7, 53, 31);
    expect(resized).toEqual(new Uint8Array(53 * 31).fill(level));
  });

  // One row of the grid holds 32,768 workgroups of 64 invocations of 4 levels: 8,388,608 levels.
  test("more levels than one row of the grid", async () => {
    const resized = await resize(noiseBytes(31, 6), 3, 2, 4097, 2049);
    expect(resized).toHaveLength(4097 * 2049);
  });
});

describe.skipIf(gpu === undefined)("the blend", () => {
  const blend = (photo: Uint8Array, levels: Uint8Array, width: number, height: number) => {
    const feed = new Feed();
    const [under, over] = [feed.photo({ width, height, data: photo }), feed.input("levels", [levels.length], levels)];
    return both(gpu as Gpu, feed, articleBlendStep(feed.graph, "picture", under, over, feed.input("jet", [256, 4], colourMapNamed("jet"))));
  };

  test.each([[1, 1], [1, 37], [7, 1], [7, 7], [8, 8], [65, 3], [53, 31]])("a photograph of %i × %i pixels", async (width, height) => {
    const { onGpu, onCpu } = await blend(noiseBytes(22, width * height * 4), noiseBytes(24, width * height), width, height);
    expect(largestDifference(onGpu, onCpu)).toBe(0);
  });

  test("every level of the photograph under every colour of the map: every tie", async () => {
    const photo = Uint8Array.from({ length: 4 * 256 * 256 }, (_, i) => (i >> 2) % 256);
    const levels = Uint8Array.from({ length: 256 * 256 }, (_, i) => i >> 8);
    const { onGpu, onCpu } = await blend(photo, levels, 256, 256);
    expect(largestDifference(onGpu, onCpu)).toBe(0);
  });
});
