import { runByReferences, type Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeMap, neutral, scaleMap, normalise, splitScale, type ViewName } from "./scale.ts";
import { both, largestDifference, noiseFloats } from "../testing/pixels.ts";
import { Feed } from "../preprocess/image.ts";

const views: readonly ViewName[] = ["signed", "positive", "minmax"];
const map = (...values: readonly number[]): Float32Array => Float32Array.from(values);
/** Any float32: huge, tiny, infinite, not a number. */
const anyMap = fc.float32Array({ minLength: 1, maxLength: 49 });

describe("describeMap", () => {
  test("gives range, first peak, and what is broken", () => {
    expect(describeMap(map(1, 5, -3, 5))).toEqual({ min: -3, max: 5, peak: 1, finite: true, broken: 0 });
    expect(describeMap(map(Number.NaN, -2, Infinity))).toEqual({ min: -2, max: -2, peak: 1, finite: false, broken: 2 });
    expect(describeMap(map(Number.NaN))).toEqual({ min: Number.NaN, max: Number.NaN, peak: -1, finite: false, broken: 1 });
  });
});

describe("scaleMap", () => {
  test.each([
    ["signed", map(-4, -1, 0, 2), [0, 0.375, 0.5, 0.75]],
    ["positive", map(-4, -1, 0, 1, 2), [0, 0, 0, 0.5, 1]],
    ["minmax", map(-4, -1, 0, 4), [0, 0.375, 0.5, 1]],
  ] as const)("%s", (view, values, expected) => {
    expect(scaleMap(values, view)).toEqual({ values: Float32Array.from(expected), statement: undefined });
  });

  test("signed and positive maps share a scale, and what lies beyond it is clipped", () => {
    expect([...scaleMap(map(-40, -5, 0, 5), "signed", 10).values]).toEqual([0, 0.25, 0.5, 0.75]);
    expect([...scaleMap(map(-40, 0, 5, 25), "positive", 10).values]).toEqual([0, 0, 0.5, 1]);
  });

  test.each([
    ["positive", map(-3, -1, -2), "no positive evidence for this class"],
    ["positive", map(-3, 0, -2), "no positive evidence for this class"],
    ["minmax", map(2.5, 2.5), "the evidence for this class is the same everywhere (2.5): no place stands out"],
    ["signed", map(-1), "the evidence for this class is the same everywhere (-1): no place stands out"],
    ["positive", map(7, 7), "the evidence for this class is the same everywhere (7): no place stands out"],
    ["signed", map(0, -0), "no evidence for or against this class: the map is zero everywhere"],
    ["positive", map(0, 0), "no evidence for or against this class: the map is zero everywhere"],
    ["minmax", map(1, Number.NaN, 2), "the map is not usable: 1 of its values is not finite"],
    ["signed", map(Infinity, -Infinity, 2), "the map is not usable: 2 of its values are not finite"],
  ] as const)("states a result: %s of %s", (view, values, statement) => {
    const scaled = scaleMap(values, view);
    expect(scaled.statement).toBe(statement);
    expect(scaled.values.every((value) => value === neutral(view))).toBe(true);
  });

  test("any map in any view: 0…1 and never NaN", () => {
    fc.assert(
      fc.property(anyMap, fc.constantFrom(...views), (values, view) => {
        const scaled = scaleMap(values, view);
        expect(scaled.values).toHaveLength(values.length);
        expect(scaled.values.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  test("a drawn map has its strongest colour somewhere", () => {
    fc.assert(
      fc.property(anyMap, fc.constantFrom(...views), (values, view) => {
        const scaled = scaleMap(values, view);
        const strongest = Math.max(...scaled.values.map((value) => Math.abs(value - neutral(view))));
        expect(strongest).toBe(scaled.statement === undefined ? 1 - neutral(view) : 0);
      }),
    );
  });

  test.each([
    ["map-empty", map(), undefined],
    ["scale-out-of-range", map(1, 2), 0],
    ["scale-out-of-range", map(1, 2), -1],
    ["scale-out-of-range", map(1, 2), Number.NaN],
    ["scale-out-of-range", map(1, 2), Infinity],
  ])("refuses with %s", (code, values, scale) => {
    expect(() => scaleMap(values, "signed", scale)).toThrow(expect.objectContaining({ name: "ViewError", code }));
  });
});

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
