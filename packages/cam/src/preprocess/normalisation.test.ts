import { metadataKeys } from "@camlucida/tensor";
import { describe, expect, test } from "vitest";
import { imagenetNormalisation, normalisationFrom, normalisationTable } from "./normalisation.ts";

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
