import { runByReferences, type Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { both, largestDifference, noiseFloats } from "../testing/pixels.ts";
import { normalise, splitScale } from "./normalise_op.ts";
import { Feed } from "../preprocess/image.ts";
import { neutral, scaleMap, type ViewName } from "./scale.ts";

const views: readonly ViewName[] = ["signed", "positive", "minmax"];
const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);

/** Of values 0…1: a float32 division is good to 2.5 units of 2⁻²⁴ (WGSL), and two roundings follow. Measured: 6e-8. */
const tolerance = 5 * 2 ** -24;

function stepOf(map: Float32Array, view: ViewName, scale?: number) {
  const feed = new Feed();
  const output = normalise(feed.graph, "values", feed.input("map", [map.length], map), feed.input("scale", [2], splitScale(scale)), view);
  return { feed, output };
}

describe.each(views)("%s", (view) => {
  const scales = view === "minmax" ? [undefined] : [undefined, 0.75, 2 ** 100, 2 ** -100];

  // 64 lanes fold the map: fewer, as many, one more, several rounds; and lengths that fill no quad
  withGpu.for([1, 2, 3, 5, 49, 63, 64, 65, 127, 129, 1001])("%i values", async (length) => {
    for (const scale of scales) {
      const { feed, output } = stepOf(noiseFloats(length, length), view, scale);
      const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
      expect(largestDifference(onGpu, onCpu)).toBeLessThanOrEqual(tolerance);
    }
  });

  withGpu.for([0, 3, 63, 64, 66])("the range is found wherever its ends lie: %i", async (at) => {
    const { feed, output } = stepOf(noiseFloats(3, 67).with(at, 100).with((at + 5) % 67, -100), view);
    const { onGpu } = await both(gpu as Gpu, feed, output);
    expect([onGpu[at], onGpu[(at + 5) % 67]]).toEqual([1, 0]); // exactly
  });

  withGpu.for<[string, Float32Array]>([
    ["zero", new Float32Array(70)],
    ["both zeros", new Float32Array(70).fill(-0, 3, 40)],
    ["a constant", new Float32Array(70).fill(2.5)],
    ["a negative constant", new Float32Array(70).fill(-2.5)],
    ["a NaN at the end", noiseFloats(3, 67).with(66, Number.NaN)],
    ["an infinity at the end", noiseFloats(3, 65).with(64, Number.NEGATIVE_INFINITY)],
  ])("silent, hence neutral everywhere: %s", async ([, map]) => {
    const { feed, output } = stepOf(map, view);
    const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
    expect(onGpu).toEqual(new Float32Array(map.length).fill(neutral(view)));
    expect(onGpu).toEqual(onCpu);
  });

  withGpu.for<[string, Float32Array]>([
    ["subnormal", noiseFloats(3, 67).map((value) => value * 2 ** -135)],
    ["near the largest float32", noiseFloats(3, 67).map((value) => (value / 8) * 3.4e38)],
    ["of all magnitudes", noiseFloats(3, 67).map((value, i) => value * 2 ** (3 * (i - 33)))],
    ["of two neighbouring numbers", new Float32Array(67).fill(3).with(65, 3.0000002384185791)],
  ])("numbers %s", async ([, map]) => {
    const { feed, output } = stepOf(map, view);
    const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
    expect(largestDifference(onGpu, onCpu)).toBeLessThanOrEqual(tolerance);
  });

  test("the CPU reference is the view's own function", () => {
    for (const scale of scales) {
      const { feed, output } = stepOf(noiseFloats(3, 49), view, scale);
      expect(runByReferences(feed.graph, [output], feed.inputs)["values"]).toEqual(scaleMap(noiseFloats(3, 49), view, scale).values);
    }
  });
});

withGpu("positive: a map without positive evidence is neutral", async () => {
  const { feed, output } = stepOf(noiseFloats(3, 67).map((value) => -Math.abs(value)), "positive");
  expect((await both(gpu as Gpu, feed, output)).onGpu).toEqual(new Float32Array(67));
});
