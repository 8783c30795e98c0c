import type { Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { colourMapNamed, type ColourMap } from "../colours/colour_maps.ts";
import { both, type Both } from "../testing/both.ts";
import { largestDifference } from "../testing/difference.ts";
import { noiseBytes } from "../testing/noise.ts";
import { colouriseStep } from "./colourise_op.ts";
import { Feed } from "./picture_graph.ts";

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);

function colour(values: Float32Array, width: number, height: number, colourMap: ColourMap): Promise<Both> {
  const feed = new Feed();
  const [spread, table] = [feed.input("values", [values.length], values), feed.input("map", [256, 4], colourMap)];
  return both(gpu as Gpu, feed, colouriseStep(feed.graph, "colours", spread, table, width, height));
}

/** Every level once, `part` of the way to the next: away from ½ no rounding can change the level. */
const levels = (part: number): Float32Array => Float32Array.from({ length: 256 }, (_, i) => (i + part) / 255);

withGpu.each([[1, 1], [1, 37], [7, 1], [8, 8], [9, 7], [65, 3], [53, 31]])("a picture of %i × %i pixels, to the byte", async (width, height) => {
  const values = Float32Array.from(noiseBytes(30, width * height), (level) => (level + 0.3) / 255);
  for (const name of ["signed", "turbo"]) {
    const { onGpu, onCpu } = await colour(values, width, height, colourMapNamed(name));
    expect(onGpu).toEqual(onCpu);
  }
});

withGpu.each([-0.49, -0.3, 0, 0.3, 0.49])("every level and %d of one, to the byte", async (part) => {
  const { onGpu } = await colour(levels(part), 16, 16, colourMapNamed("signed"));
  expect(onGpu).toEqual(colourMapNamed("signed"));
});

withGpu("half a level between two goes to either: a GPU may fuse 255 · v + ½", async () => {
  const { onGpu, onCpu } = await colour(levels(0.5), 32, 8, colourMapNamed("grey"));
  expect(largestDifference(onGpu, onCpu)).toBeLessThanOrEqual(1);
});

withGpu("values beyond 0…1 get the last colours", async () => {
  const { onGpu, onCpu } = await colour(Float32Array.of(-1e30, -3, -1e-30, -0, 0, 1, 1.001, 7, 1e30), 3, 3, colourMapNamed("viridis"));
  expect(onGpu).toEqual(onCpu);
});
