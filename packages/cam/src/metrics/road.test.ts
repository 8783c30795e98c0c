import { seeded, decodeFloats, expectClose } from "@camlucida/tensor/testing";
import fc from "fast-check";
import { expect, test, describe } from "vitest";
import { judgedAgain, meanOf, readMetrics, scoreBy } from "../testing/metrics.ts";
import { gaussian, road, impute } from "./road.ts";

const { imputation, judged } = await readMetrics();
const [width, height] = [10, 10];
const length = width * height * 3;
const byMean = scoreBy(meanOf, length);
/** A bright object on a dark ground, and a map that knows it: no two values alike. */
const object = (pixel: number): boolean => pixel % width >= 3 && pixel % width < 7 && Math.floor(pixel / width) >= 3 && Math.floor(pixel / width) < 7;
const image = Float32Array.from({ length }, (_, at) => (object(Math.floor(at / 3)) ? 1 : -0.5));
const map = Float32Array.from({ length: width * height }, (_, pixel) => (object(pixel) ? 10 : 0) - pixel / 1000);
const explained = { image, map, width, height };

test.each(judged)("equals a dense solve in numpy, without noise: $width × $height", async (reference) => {
  const { explained: again, score } = judgedAgain(reference);
  const { percentages, most, least, value } = reference.road;
  const result = await road(again, score, { percentages, noise: 0 });
  // Imputed to 1e-6 and rounded to float32: logits of ±10 move by a few 1e-6.
  expect(result.value).toBeCloseTo(value, 5);
  if (result.value === null) return;
  result.mostRelevantFirst.forEach((p, at) => expect(p).toBeCloseTo(most[at]!, 4));
  result.leastRelevantFirst.forEach((p, at) => expect(p).toBeCloseTo(least[at]!, 4));
});

test("a map that finds the object scores above 0, its inverse just as far below, a random one between", async () => {
  const valueOf = async (ranking: Float32Array): Promise<number> => (await road({ ...explained, map: ranking }, byMean, { noise: 0 })).value!;
  const perfect = await valueOf(map);
  expect(perfect).toBeGreaterThan(0.05);
  expect(await valueOf(map.map((x) => -x))).toBeCloseTo(-perfect, 6); // most and least relevant exchanged
  for (let seed = 1; seed <= 10; seed++) expect(Math.abs(await valueOf(seeded(seed, map.length)))).toBeLessThan(perfect);
});

test("the same seed, the same result to the bit; another seed, another one, nearby", async () => {
  const first = await road(explained, byMean, { seed: 5 });
  expect(await road(explained, byMean, { seed: 5 })).toEqual(first);
  const other = await road(explained, byMean, { seed: 6 });
  expect(other.value).not.toBe(first.value);
  // Eight means of at least 60 numbers of σ 0.01, halved and averaged: σ below 3e-4.
  expect(Math.abs(other.value! - first.value!)).toBeLessThan(3e-3);
});

test("noise falls on removed pixels only, and every removal has its own", async () => {
  const variants: Float32Array[] = [];
  const keep = scoreBy((variant) => { variants.push(variant.slice()); return 0.5; }, length);
  await road(explained, keep, { percentages: [20], noise: 0 });
  await road(explained, keep, { percentages: [20] });
  const [cleanMost, cleanLeast, most, least] = variants as [Float32Array, Float32Array, Float32Array, Float32Array];
  const noise = (noisy: Float32Array, clean: Float32Array): number[] => [...noisy].map((x, at) => x - clean[at]!).filter((x) => x !== 0);
  const [noiseOfMost, noiseOfLeast] = [noise(most, cleanMost), noise(least, cleanLeast)];
  expect([noiseOfMost.length, noiseOfLeast.length]).toEqual([60, 60]); // 20 pixels of three channels
  expect(Math.abs(noiseOfMost[0]! - noiseOfLeast[0]!)).toBeGreaterThan(1e-4);
  expect(Math.max(...noiseOfMost.map(Math.abs))).toBeLessThan(0.05); // 5 σ
});

test("the noise is standard normal", () => {
  const count = 100_000;
  const numbers = Array.from({ length: count }, (_, i) => gaussian(3, i));
  const moment = (power: number): number => numbers.reduce((sum, x) => sum + x ** power, 0) / count;
  // Five standard errors of each moment: √(Var xⁿ / count), Var = 1, 2, 15, 96.
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  const lag = numbers.reduce((sum, x, at) => sum + x * numbers[(at + 1) % count]!, 0) / count;
  expect(Math.abs(lag)).toBeLessThan(5 * Math.sqrt(1 / count));
});

test("no value, and why", async () => {
  const none = (because: string): unknown => ({ value: null, because });
  expect(await road({ ...explained, map: map.map(() => 1) }, byMean)).toEqual(none("map-flat"));
  expect(await road({ ...explained, map: map.with(0, Number.NaN) }, byMean)).toEqual(none("map-not-finite"));
  expect(await road(explained, scoreBy(() => Number.NaN, length))).toEqual(none("score-not-finite"));
  expect(await road({ image: seeded(1, 3), map: seeded(2, 1), width: 1, height: 1 }, scoreBy(meanOf, 3))).toEqual(none("map-flat"));
});

test.each([
  ["percentages", { percentages: [] }],
  ["percentages", { percentages: [20, 100] }],
  ["percentages", { percentages: [0] }],
  ["percentages", { percentages: [Number.NaN] }],
  ["noise", { noise: -1 }],
  ["noise", { noise: Number.NaN }],
])("refuses %s: %o", async (code, options) => {
  await expect(road(explained, byMean, options)).rejects.toMatchObject({ name: "MetricError", code });
});

/**
 * The residual is within 1e-6 of b, and so the error within 1e-6 · ‖b‖/λ, λ the least eigenvalue of A. Of the cases below that is
 * at most 4.2e-5 of the largest value: ten missing pixels in a row of eleven, λ = 0.0057.
 */
const tolerance = 5e-5;

describe("against a dense solve", () => {
  test.each(imputation)("$width × $height, missing below $level", ({ width, height, seed, maskSeed, level, imputed }) => {
    const draw = seeded(maskSeed, width * height);
    const missing = pixelsWhere(width * height, (pixel) => draw[pixel]! < level);
    const result = impute(seeded(seed, width * height * 3, 2), width, height, missing);
    expectClose(result!, decodeFloats(imputed), tolerance, "imputed");
  });
});

test("a checkerboard's missing fields: inside, direct neighbours count a sixth each and diagonal ones a twelfth", () => {
  // Red 1 on the known fields. Missing fields touch only missing ones diagonally, so all are 1. Green is the column: linear.
  const [width, height] = [9, 9];
  const image = Float32Array.from({ length: width * height * 3 }, (_, at) => (at % 3 === 1 ? Math.floor(at / 3) % width : 1));
  const odd = (pixel: number): boolean => ((pixel % width) + Math.floor(pixel / width)) % 2 === 1;
  const inner = (pixel: number): boolean => odd(pixel) && pixel % width > 0 && pixel % width < width - 1;
  const missing = pixelsWhere(width * height, inner);
  const emptied = image.slice();
  for (const pixel of missing) emptied.fill(77, 3 * pixel, 3 * pixel + 3); // what was there must not matter
  expectClose(impute(emptied, width, height, missing)!, image, tolerance, "imputed");
});

test("one missing pixel of a checkerboard in black and white", () => {
  const image = Float32Array.from({ length: 9 * 3 }, (_, at) => Math.floor(at / 3) % 2);
  // In the middle: four direct neighbours of 1, four diagonal ones of 0. In a corner: (1/6 + 1/6) of (1/6 + 1/6 + 1/12).
  expect(impute(image, 3, 3, Uint32Array.of(4))![3 * 4]).toBeCloseTo(4 / 6, 6);
  expect(impute(image, 3, 3, Uint32Array.of(0))![0]).toBeCloseTo(4 / 5, 6);
});

test("from a single known pixel the whole image takes its colour", () => {
  const image = seeded(1, 12 * 10 * 3);
  const missing = pixelsWhere(120, (pixel) => pixel !== 37);
  const expected = Float32Array.from(image, (_, at) => image[3 * 37 + (at % 3)]!);
  expectClose(impute(image, 12, 10, missing)!, expected, 1.1e-4, "imputed"); // λ = 0.0035: as above
});

test("leaves known pixels as they are, and what is imputed between the least and the greatest of them", () => {
  const side = fc.integer({ min: 1, max: 14 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 999 }), fc.double({ min: -1, max: 0.9, noNaN: true }), (width, height, seed, level) => {
      const [image, draw] = [seeded(seed, width * height * 3, 2), seeded(seed + 1000, width * height)];
      draw[seed % draw.length] = 1; // one pixel at least is known
      const imputed = impute(image, width, height, pixelsWhere(draw.length, (pixel) => draw[pixel]! < level))!;
      const slack = 1e-3; // as above, for values of up to 2 and the narrowest images
      for (let channel = 0; channel < 3; channel++) {
        const known = [...draw.keys()].filter((pixel) => draw[pixel]! >= level).map((pixel) => image[3 * pixel + channel]!);
        const [least, most] = [Math.min(...known) - slack, Math.max(...known) + slack];
        draw.forEach((drawn, pixel) => {
          const value = imputed[3 * pixel + channel]!;
          if (drawn >= level) expect(value).toBe(image[3 * pixel + channel]);
          expect(value >= least && value <= most).toBe(true);
        });
      }
    }),
  );
});

test("says so when the rounds do not suffice", () => {
  const missing = pixelsWhere(120, (pixel) => pixel !== 37);
  expect(impute(seeded(1, 360), 12, 10, missing, 2)).toBeUndefined();
});

test("nothing missing, nothing changed", () => {
  const image = seeded(2, 4 * 3 * 3);
  expect(impute(image, 4, 3, new Uint32Array(0), 0)).toEqual(image);
});

const pixelsWhere = (count: number, holds: (pixel: number) => boolean): Uint32Array =>
  Uint32Array.from(Array.from({ length: count }, (_, pixel) => pixel).filter(holds));
