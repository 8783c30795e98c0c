import { frameOf, imagenetPreprocessing, preprocess, type Framing, type Image, type Preprocessing } from "@camlucida/cam";
import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { partOf } from "../../engine/input_calls.ts";
import { colourOf, levelBehind, levelsOf, normalisedLevel, resizedLevel, sourcesOf } from "./resampling.ts";

const photo = (width: number, height: number): Image =>
  ({ width, height, data: Uint8Array.from(seeded(width, width * height * 4), (value) => Math.floor(((value + 1) / 2) * 255.99)) });

const small: Preprocessing = { ...imagenetPreprocessing, size: { height: 12, width: 16 }, resize: { height: 16, width: 16 } };
const grey: Preprocessing = { ...small, normalisation: { order: "L", scale: 255, mean: [0.5], std: [0.5] } };
const caffe: Preprocessing = { ...small, normalisation: { order: "BGR", scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] } };

test.each<[string, Image, Preprocessing, Framing]>([
  ["shrunk", photo(41, 37), small, "squash"],
  ["enlarged", photo(5, 7), small, "squash"],
  ["its centre", photo(60, 33), { ...small, size: { height: 12, width: 12 } }, "crop"],
  ["by the cubic", photo(41, 37), { ...small, interpolation: "bicubic" }, "squash"],
  ["by the nearest", photo(41, 37), { ...small, interpolation: "nearest" }, "squash"],
  ["in grey", photo(41, 37), grey, "squash"],
  ["blue first, not divided", photo(41, 37), caffe, "squash"],
])("every number of the input is what its way makes it: %s", (_, image, preprocessing, framing) => {
  const { input } = preprocess(image, preprocessing, framing);
  const { normalisation, size } = preprocessing;
  const inputFrame = { photo: { width: image.width, height: image.height }, frame: frameOf(framing, image, preprocessing), preprocessing };
  const channels = normalisation.mean.length;
  for (let at = 0; at < input.length; at++) {
    const [y, x, channel] = [Math.floor(at / channels / size.width), Math.floor(at / channels) % size.width, at % channels];
    const sources = sourcesOf(inputFrame, y, x);
    const { level } = resizedLevel(sources, levelsOf(partOf(image, sources.part).data, colourOf(normalisation, channel)));
    expect(levelBehind(normalisation, channel, input[at] as number)).toBe(level);
    // The engine rounds to float32 three times, here nothing is rounded: 3 · 2⁻²⁴ of numbers up to 152.
    expect(Math.abs(normalisedLevel(normalisation, channel, level).value - (input[at] as number))).toBeLessThan(3e-5);
  }
});

test("the weights of a row and of a column are whole", () => {
  const { columns, rows, part } = sourcesOf({ photo: { width: 451, height: 300 }, frame: frameOf("squash", { width: 451, height: 300 }, imagenetPreprocessing), preprocessing: imagenetPreprocessing }, 100, 50);
  expect(columns.length).toBe(part.width);
  // Of 2²² parts each, rounded.
  expect(columns.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
  expect(rows.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
});
