import { metadataKeys } from "@camlucida/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imagenetNormalisation, normalisationTable, type Normalisation } from "./normalisation.ts";
import { frameOf, preprocess, type Framing, type NetworkInput } from "./preprocess.ts";
import { imagenetPreprocessing, type InputSize, type Preprocessing } from "./preprocessing.ts";
import { normalisationFrom } from "./stated.ts";
import { requireRegion } from "./image.ts";
import { digestLike, digestOf, noiseBytes, referenceCases, type Digest } from "../testing/pixels.ts";

interface Case extends Digest {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly framing: Framing;
  readonly normalisation: "imagenet" | "keras";
  readonly region: readonly [number, number, number, number];
}

interface OtherCase extends Digest, Pick<Case, "seed" | "width" | "height" | "framing">, Pick<Normalisation, "order" | "mean" | "std"> {
  readonly size: readonly [height: number, width: number];
  readonly resize: readonly [height: number, width: number];
  readonly interpolation: Preprocessing["interpolation"];
}

const normalisations: Readonly<Record<Case["normalisation"], Normalisation>> = {
  imagenet: imagenetNormalisation,
  keras: { order: "BGR", scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] },
};

describe("preprocess", async () => {
  test.each(await referenceCases<Case>("preprocess.json"))(
    "equals torchvision on PIL images: $width × $height, $framing, $normalisation",
    async ({ seed, width, height, framing, normalisation, region, ...digest }) => {
      const image = { width, height, data: noiseBytes(seed, width * height * 4) };
      const result = preprocess(image, { ...imagenetPreprocessing, normalisation: normalisations[normalisation] }, framing);
      expect(await digestLike(digest, result.input)).toEqual(digestOf(digest));
      const { x, y, width: across, height: down } = result.region;
      // The same products of doubles in another order: a few units in the last place.
      [x, y, across, down].forEach((value, i) => expect(value).toBeCloseTo(region[i]!, 9));
    },
  );

  test.each(await referenceCases<OtherCase>("preprocess_other.json"))(
    "equals torchvision and timm on PIL images: $width × $height, $framing, $order to $size of $resize, $interpolation",
    async ({ seed, width, height, framing, size, resize, interpolation, order, mean, std, ...digest }) => {
      const sides = ([h, w]: readonly [number, number]): InputSize => ({ height: h, width: w });
      const preprocessing: Preprocessing = { size: sides(size), resize: sides(resize), interpolation, normalisation: { order, scale: 255, mean, std }, sources: [] };
      const { input } = preprocess({ width, height, data: noiseBytes(seed, width * height * 4) }, preprocessing, framing);
      expect(await digestLike(digest, input)).toEqual(digestOf(digest));
    },
  );

  test("is made of 60 pictures in both framings", async () => {
    const cases = await referenceCases<Case>("preprocess.json");
    expect(cases.filter(({ framing }) => framing === "squash")).toHaveLength(60);
    expect(cases.filter(({ framing }) => framing === "crop")).toHaveLength(60);
  });

  test("alpha changes nothing", () => {
    const opaque = noiseBytes(6, 30 * 20 * 4).map((level, i) => (i % 4 === 3 ? 255 : level));
    const clear = opaque.map((level, i) => (i % 4 === 3 ? 0 : level));
    const seenAs = (data: Uint8Array): NetworkInput => preprocess({ width: 30, height: 20, data }, imagenetPreprocessing, "crop");
    expect(seenAs(clear)).toEqual(seenAs(opaque));
  });

  test("the crop's region lies in the photograph, whatever its shape", () => {
    const side = fc.integer({ min: 1, max: 2 ** 20 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const frame = frameOf("crop", { width, height }, imagenetPreprocessing);
        expect(Math.min(frame.width, frame.height)).toBe(256);
        requireRegion(frame.window, frame.width, frame.height);
      }),
    );
  });

  test("a strip whose resized picture would fill 200 megabytes costs only its window", () => {
    const strip = { width: 1, height: 2 ** 20, data: new Uint8Array(2 ** 22).fill(9) };
    expect(new Set(preprocess(strip, { ...imagenetPreprocessing, normalisation: normalisations.keras }, "crop").input).size).toBe(3);
  });

  test.each([
    ["image-shape", { width: 2, height: 2, data: new Uint8Array(12) }],
    ["image-side", { width: 0, height: 2, data: new Uint8Array(0) }],
    ["image-side", { width: 1.5, height: 2, data: new Uint8Array(12) }],
    ["image-side", { width: 2 ** 20 + 1, height: 1, data: new Uint8Array(0) }],
  ])("refuses with %s: $width × $height", (code, image) => {
    const error = expect.objectContaining({ name: "ImageError", code });
    expect(() => preprocess(image, imagenetPreprocessing, "squash")).toThrow(error);
  });
});

const keras = { order: "BGR", scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] };
const entry = (value: unknown): Record<string, string> => ({
  [metadataKeys.preprocessing]: typeof value === "string" ? value : JSON.stringify(value),
});

describe("normalisationFrom", () => {
  test("is ImageNet's where the metadata say nothing", () => {
    expect(normalisationFrom({})).toEqual(imagenetNormalisation);
    expect(normalisationFrom({ [metadataKeys.licence]: "MIT" })).toEqual(imagenetNormalisation);
  });

  test("reads what a converter writes, and leaves unknown fields alone", () => {
    expect(normalisationFrom(entry(keras))).toEqual(keras);
    expect(normalisationFrom(entry({ ...imagenetNormalisation, note: "later versions" }))).toEqual(imagenetNormalisation);
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "{order:"],
    ["null", "null"],
    ["a number", "5"],
    ["an array", "[1,2,3]"],
    ["deep nesting", "[".repeat(4000)],
    ["more text than any honest entry", JSON.stringify({ ...keras, note: "x".repeat(1 << 20) })],
    ["a polluted prototype", `{"__proto__":${JSON.stringify(keras)}}`],
    ["another order", { ...keras, order: "RGBA" }],
    ["another scale", { ...keras, scale: 127.5 }],
    ["a scale in words", { ...keras, scale: "255" }],
    ["two means", { ...keras, mean: [1, 2] }],
    ["four means", { ...keras, mean: [1, 2, 3, 4] }],
    ["a mean in words", { ...keras, mean: ["1", 2, 3] }],
    ["a mean of null", { ...keras, mean: [null, 2, 3] }],
    ["an infinite mean", '{"order":"BGR","scale":1,"mean":[1e999,0,0],"std":[1,1,1]}'],
    ["no std", { ...keras, std: undefined }],
    ["a std of zero", { ...keras, std: [1, 0, 1] }],
    ["a negative std", { ...keras, std: [1, -1, 1] }],
    ["a std that overflows float32", { ...keras, std: [1, 1e-300, 1] }],
  ])("refuses %s", (_, value) => {
    const error = expect.objectContaining({ name: "CheckpointError", code: "preprocessing-invalid" });
    expect(() => normalisationFrom(entry(value))).toThrow(error);
  });

  test("shows no more of a stranger's text than a line", () => {
    expect(() => normalisationFrom(entry("x".repeat(4000)))).toThrow(/^.{1,250}$/);
  });
});

test("the table is finite for every entry that is accepted", () => {
  const extreme = { ...keras, order: "RGB", mean: [-255, 255, 0], std: [1e-6, 1e6, 1e-6] };
  expect(normalisationTable(normalisationFrom(entry(extreme))).every(Number.isFinite)).toBe(true);
});
