import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { judgedAgain, meanOf, readMetrics, scoreBy } from "../testing/metrics.ts";
import { averageDrop } from "./average_drop.ts";

const { judged } = await readMetrics();
const [width, height] = [4, 2];
const length = width * height * 3;
const bright = new Float32Array(length).fill(0.5);
const byMean = scoreBy(meanOf, length);
const left = Float32Array.from({ length: width * height }, (_, pixel) => (pixel % width < width / 2 ? 3 : -1)); // 3 on the left half

test.each(judged)("equals numpy: $width × $height", async (reference) => {
  const { explained, score } = judgedAgain(reference);
  const { drop, increase } = await averageDrop(explained, score);
  // The explanation image is rounded to float32, which moves logits of ±10 by 1e-6 or so.
  expect(drop.value).toBeCloseTo(reference.drop, 3);
  expect(increase.value).toBe(reference.increase);
});

test("half of a flat image keeps half of its mean, whatever the map's scale", async () => {
  for (const scale of [1, 1e-6, 1e6]) {
    const { drop, increase } = await averageDrop({ image: bright, map: left.map((x) => x * scale), width, height }, byMean);
    expect(drop.value).toBeCloseTo(50, 5);
    expect(increase.value).toBe(0);
  }
});

test("hiding what speaks against the class raises it: no drop, an increase", async () => {
  const image = Float32Array.from({ length }, (_, at) => (left[Math.floor(at / 3)]! > 0 ? 0.5 : -0.1));
  expect(await averageDrop({ image, map: left, width, height }, byMean)).toEqual({ drop: { value: 0 }, increase: { value: 100 } });
});

test("a map that is the same positive number everywhere shows the image itself", async () => {
  const map = new Float32Array(width * height).fill(7);
  expect(await averageDrop({ image: bright, map, width, height }, byMean)).toEqual({ drop: { value: 0 }, increase: { value: 0 } });
});

test.each([0, -2])("a map of %d everywhere shows nothing: the score of the mean colour counts", async (value) => {
  const map = new Float32Array(width * height).fill(value);
  const score = scoreBy((image) => (image.every((x) => x === 0) ? 0.125 : 0.5), length);
  expect(await averageDrop({ image: bright, map, width, height }, score)).toEqual({ drop: { value: 75 }, increase: { value: 0 } });
});

test("no value, and why: a broken map, a broken network, a probability of 0", async () => {
  const explained = { image: bright, map: left, width, height };
  const broken = left.with(3, Number.NaN);
  const none = (because: string): unknown => ({ value: null, because });
  expect((await averageDrop({ ...explained, map: broken }, byMean)).drop).toEqual(none("map-not-finite"));
  expect((await averageDrop(explained, scoreBy(() => Number.NaN, length))).increase).toEqual(none("score-not-finite"));
  expect(await averageDrop(explained, scoreBy(() => 0, length))).toEqual({ drop: none("score-not-positive"), increase: { value: 0 } });
});

test("refuses arrays that are not of the shape they are said to be", async () => {
  const map = seeded(1, width * height + 1);
  await expect(averageDrop({ image: bright, map, width, height }, byMean)).rejects.toMatchObject({ code: "image-shape" });
});
