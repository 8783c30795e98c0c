import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { judgedAgain, meanOf, readMetrics, scoreBy } from "../testing/metrics.ts";
import { gaussian, road } from "./road.ts";

const { judged } = await readMetrics();
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
