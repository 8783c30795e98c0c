import { expect, test } from "vitest";
import { labelsInConfig, labelsInMetadata } from "./stated_labels.ts";

test.each<[what: string, config: unknown, expected: readonly string[] | undefined]>([
  ["transformers", { id2label: { 0: "cat", 1: "dog's" } }, ["cat", "dog's"]],
  ["transformers, of another number of classes", { id2label: { 0: "LABEL_0" } }, undefined],
  ["timm", { num_classes: 2, pretrained_cfg: { label_names: ["n1", "n2"] } }, ["n1", "n2"]],
  ["timm, described", { label_names: ["n1", "n2"], label_descriptions: { n1: "cat", n2: "dog" } }, ["cat", "dog"]],
  ["another config", { name: "my-app" }, undefined],
  ["names of no text", { id2label: { 0: 1, 1: 2 } }, undefined],
])("config.json: %s", (_, config, expected) => {
  expect(labelsInConfig(JSON.stringify(config), 2)).toEqual(expected);
});

test("a config.json that is none is no error", () => {
  for (const text of ["", "{", "null", "[1]"]) expect(labelsInConfig(text, 2)).toBeUndefined();
});

test.each<[text: string, expected: readonly string[] | undefined]>([
  ["{0: 'person', 1: \"dog's\"}", ["person", "dog's"]],
  ["['person', 'it\\'s']", ["person", "it's"]],
  ['["a", "b"]', ["a", "b"]],
  ['{"0": "a", "1": "b"}', ["a", "b"]],
  ["a\nb\n", ["a", "b"]],
  ["a, b", ["a", "b"]],
  ["a,b,c", undefined],
  ["{", undefined],
  ["", undefined],
])("metadata: %j", (text, expected) => {
  expect(labelsInMetadata({ names: text }, 2)).toEqual(expected);
});

test("of several entries the first that fits is taken", () => {
  expect(labelsInMetadata({ names: "one", classes: "a,b" }, 2)).toEqual(["a", "b"]);
  expect(labelsInMetadata({ author: "a,b" }, 2)).toBeUndefined();
});
