import { imagenetPreprocessing, ownMetadata, type Preprocessing } from "@camlucida/cam";
import { expect, test } from "vitest";
import { isUsual, preprocessingText } from "./preprocessing_text.ts";

const of = (changes: Partial<Preprocessing>): Preprocessing => ({ ...imagenetPreprocessing, ...changes });
const halves = { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;

test("what is ImageNet's, or the file's own word, needs no line", () => {
  expect(isUsual(imagenetPreprocessing)).toBe(true);
  expect(isUsual(of({ sources: ["config.json"], resize: { height: 235, width: 235 } }))).toBe(true);
  expect(isUsual(of({ sources: [ownMetadata], normalisation: halves }))).toBe(true);
  for (const changes of [{ normalisation: halves }, { interpolation: "bicubic" }, { size: { height: 224, width: 320 } }, { sources: [ownMetadata], size: { height: 299, width: 299 } }] as const) {
    expect(isUsual(of(changes))).toBe(false);
  }
});

test.each<[changes: Partial<Preprocessing>, text: string]>([
  [{ normalisation: halves, interpolation: "bicubic", sources: ["preprocessor_config.json"] }, "input  224×224, bicubic, RGB ÷ 255, mean 0.5 0.5 0.5, std 0.5 0.5 0.5 (preprocessor_config.json)"],
  [{ size: { height: 48, width: 80 }, sources: ["the file's graph"] }, "input  48 high, 80 wide, bilinear, RGB ÷ 255, mean 0.485 0.456 0.406, std 0.229 0.224 0.225 (the file's graph; --preprocess says otherwise)"],
  [{ normalisation: halves, sources: ["usual for googlenet"] }, "input  224×224, bilinear, RGB ÷ 255, mean 0.5 0.5 0.5, std 0.5 0.5 0.5 (usual for googlenet; --preprocess says otherwise)"],
  [{ normalisation: { order: "L", scale: 1, mean: [33], std: [78] } }, "input  224×224, bilinear, grey, mean 33, std 78 (--preprocess says otherwise)"],
])("%j", (changes, text) => expect(preprocessingText(of(changes))).toBe(text));
