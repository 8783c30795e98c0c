// Deletion and insertion, which differ in where their curve begins and ends.
import { seeded, decodeFloats, expectClose, ROUNDED_TWICE } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { judgedAgain, meanOf, readMetrics, scoreBy } from "../testing/metrics.ts";
import { blur, areaUnder, defaultSteps, deletion, insertion, type Curve } from "./curve.ts";
import type { NoValue } from "./measure.ts";

const { blur: blurred, judged } = await readMetrics();
const [width, height] = [8, 7];
const pixels = width * height;
const byMean = scoreBy(meanOf, pixels * 3);
/** Pixel i is grey i + 1, so that the mean counts what each pixel is worth. */
const ramp = Float32Array.from({ length: pixels * 3 }, (_, at) => Math.floor(at / 3) + 1);
const worth = Float32Array.from({ length: pixels }, (_, pixel) => pixel + 1);
const noisy = seeded(77, pixels * 3);

const probabilitiesOf = (curve: Curve | NoValue): number[] => (curve.value === null ? [] : [...curve.probabilities]);

describe.each(judged)("against numpy: $width × $height, a map with many ties", (reference) => {
  const { explained, score } = judgedAgain(reference);
  // Variants are float32 in both; blurred ones are rounded to it here only, which moves logits of ±10 by 1e-6 or so.
  const places = 5;
  test.each(reference.deletion)("deletion in $steps steps", async ({ steps, probabilities, area }) => {
    const curve = await deletion(explained, score, steps);
    probabilities.forEach((p, k) => expect(probabilitiesOf(curve)[k]).toBeCloseTo(p, places));
    expect(curve.value).toBeCloseTo(area, places);
  });

  test.each(reference.insertion)("insertion in $steps steps", async ({ steps, probabilities, area }) => {
    const curve = await insertion(explained, score, steps);
    probabilities.forEach((p, k) => expect(probabilitiesOf(curve)[k]).toBeCloseTo(p, places));
    expect(curve.value).toBeCloseTo(area, places);
  });
});

test("a linear score has a closed form: the perfect ranking of a ramp", async () => {
  // p_k = Σ of the lowest P − k of 1 … P, over P = (P − k)(P − k + 1)/2P. Its trapezoidal sum over k, over P:
  // (1/P)·[Σ_{m=0..P} m(m + 1)/2P − (P + 1)/4] = (P + 1)(P + 2)/6P − (P + 1)/4P
  const expected = ((pixels + 1) * (pixels + 2)) / (6 * pixels) - (pixels + 1) / (4 * pixels);
  const explained = { image: ramp, map: worth, width, height };
  expect((await deletion(explained, byMean, pixels)).value).toBeCloseTo(expected, 10);
  // Removed from the other end, what remains is what was removed before: the two areas add up to p(I).
  const inverse = await deletion({ ...explained, map: worth.map((x) => -x) }, byMean, pixels);
  expect(inverse.value).toBeCloseTo(meanOf(ramp) - expected, 10);
});

test("no ranking deletes or inserts sooner than the perfect one, none later than its inverse", async () => {
  // What a pixel is worth to a linear score: all it has where it is removed, what the blur took from it where it is put back.
  const soft = blur(noisy, width, height);
  const worthOf = (gain: Float32Array): Float32Array =>
    Float32Array.from({ length: pixels }, (_, pixel) => gain[3 * pixel]! + gain[3 * pixel + 1]! + gain[3 * pixel + 2]!);
  for (const [metric, perfect, better] of [[deletion, worthOf(noisy), -1], [insertion, worthOf(noisy.map((x, at) => x - soft[at]!)), 1]] as const) {
    const area = async (map: Float32Array): Promise<number> => (await metric({ image: noisy, map, width, height }, byMean, 8)).value! * better;
    const [best, worst] = [await area(perfect), await area(perfect.map((x) => -x))];
    for (let seed = 1; seed <= 20; seed++) {
      const random = await area(seeded(seed, pixels));
      expect(random).toBeLessThan(best);
      expect(random).toBeGreaterThan(worst);
    }
  }
});

test("equally relevant pixels go in the order of the image, and steps need not divide their number", async () => {
  const removed: number[][] = [];
  const score = scoreBy((image) => {
    removed.push([...image.keys()].filter((at) => at % 3 === 0 && image[at] === 0).map((at) => at / 3));
    return 1;
  }, 5 * 3);
  await deletion({ image: ramp.slice(0, 15), map: Float32Array.of(0, 2, 0, 2, 1), width: 5, height: 1 }, score, 3);
  expect(removed).toEqual([[], [1, 3], [1, 3, 4], [0, 1, 2, 3, 4]]); // 0, 5/3 ≈ 2, 10/3 ≈ 3, 5 of them
});

test("insertion into what cannot be blurred is a constant", async () => {
  const image = new Float32Array(pixels * 3).fill(0.25);
  const curve = await insertion({ image, map: worth, width, height }, byMean);
  expect(curve).toMatchObject({ value: expect.closeTo(0.25, 6) as number });
  expect(probabilitiesOf(curve)).toHaveLength(defaultSteps + 1);
});

test("no value, and why", async () => {
  const explained = { image: ramp, map: worth, width, height };
  const none = (because: string): unknown => ({ value: null, because });
  for (const metric of [deletion, insertion]) {
    expect(await metric({ ...explained, map: new Float32Array(pixels).fill(-3) }, byMean)).toEqual(none("map-flat"));
    expect(await metric({ ...explained, map: worth.with(9, Number.POSITIVE_INFINITY) }, byMean)).toEqual(none("map-not-finite"));
    expect(await metric(explained, scoreBy(() => Number.NaN, pixels * 3))).toEqual(none("score-not-finite"));
  }
});

test.each([0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d steps", async (steps) => {
  const explained = { image: ramp, map: worth, width, height };
  await expect(deletion(explained, byMean, steps)).rejects.toMatchObject({ name: "MetricError", code: "steps" });
});

test("the trapezoidal rule", () => {
  expect(areaUnder(Float64Array.of(1, 0))).toBe(0.5);
  expect(areaUnder(Float64Array.of(1, 0.5, 0))).toBe(0.5);
  expect(areaUnder(Float64Array.of(0, 1, 0, 1))).toBe(0.5);
});

test.each(blurred)("equals OpenCV and torchvision: $width × $height", ({ width, height, seed, blurred }) => {
  expectClose(blur(seeded(seed, width * height * 3, 2), width, height), decodeFloats(blurred), ROUNDED_TWICE, "blur");
});

test("an image of one colour keeps it", () => {
  const colour = [0.25, -1, 2];
  const image = Float32Array.from({ length: 20 * 7 * 3 }, (_, at) => colour[at % 3]!);
  expectClose(blur(image, 20, 7), image, ROUNDED_TWICE, "blur");
});

test("no pixel, no blur", () => {
  expect(blur(new Float32Array(0), 0, 0)).toEqual(new Float32Array(0));
});
