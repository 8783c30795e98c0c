import type { Prediction } from "@camlucida/cam";
import { expect, test } from "vitest";
import { readClassQuery, readContrast } from "../arguments/read_options.ts";
import { chooseClasses, resolveClass, slugOf, type Target, targetsFor } from "./targets.ts";

const labels = ["tench", "tabby", "lynx"];
const prediction: Prediction = {
  logits: Float32Array.of(1, 3, 2), probabilities: Float32Array.of(0.125, 0.5, 0.375), ranking: [1, 2, 0],
  mapWidth: 1, mapHeight: 1, classMaps: Float32Array.of(1, 3, 2), features: Float32Array.of(1),
};
const contrasted = (...texts: string[]): readonly Target[] =>
  targetsFor({ classes: [], contrasts: texts.map(readContrast), target: "logit" }, labels)(prediction);
const seeds = (targets: readonly Target[]): number[][] => targets.map(({ seed }) => Array.from(seed));

test("a class by its logit, or by its probability", () => {
  const classes = ["top2", "lynx"].map(readClassQuery);
  expect(seeds(targetsFor({ classes, contrasts: [], target: "logit" }, labels)(prediction))).toEqual([[0, 1, 0], [0, 0, 1]]);
  const [probable] = targetsFor({ classes, contrasts: [], target: "probability" }, labels)(prediction);
  expect(Array.from(probable?.seed ?? [])).toEqual([-0.0625, 0.25, -0.1875]); // p_c · (e_c − p)
});

test("a contrast, by labels, indices or ranks", () => {
  const [labelled] = contrasted("tabby:lynx:0.5");
  expect(labelled).toMatchObject({ classIndex: 1, against: { classIndex: 2, alpha: 0.5 } });
  expect(seeds(contrasted("tabby:lynx:0.5", "0:1", "top1:top3"))).toEqual([[0, 1, -0.5], [1, -1, 0], [-1, 1, 0]]);
  expect(contrasted("top1:top2", "tabby:lynx")).toHaveLength(1); // the same, in this photograph
});

test("a contrast that makes no sense", () => {
  expect(() => contrasted("tabby:1")).toThrow(/both sides are class 1, tabby\. Name two classes/);
  expect(() => contrasted("top2:top2")).toThrow(expect.objectContaining({ code: "usage-bad-value" }));
  expect(() => contrasted("tabby:top4")).toThrow(/no top4: the model has 3 classes/);
  expect(() => contrasted("tabby:ly nx")).toThrow(/--contrast: no label holds "ly nx"/);
});

test("names for files", () => {
  const slugs = ["tench", "tabby", "lynx"];
  expect(contrasted("tabby:lynx", "tabby:lynx:0.6").map((target) => slugOf(target, slugs))).toEqual(["tabby_vs_lynx", "tabby_vs_lynx_0.6"]);
});

const kinds = ["tench", "tabby", "tiger cat", "Egyptian cat", "crane", "crane", "Siamese cat", "Crab_apple", "crab", "café"];
const find = (text: string): unknown => resolveClass({ kind: "label", text }, kinds);
const code = (name: string): unknown => expect.objectContaining({ code: name });

test.each([
  ["Egyptian cat", 3],
  ["egyptian CAT", 3],
  ["egypt", 3], // a part
  ["crab", 8], // exact wins over a part of "Crab_apple"
  ["crab apple", 7], // underscores count as spaces
  ["cafe\u0301", 9], // the accent as a character of its own
])("%s is class %i", (text, index) => expect(find(text)).toEqual({ kind: "index", index }));

test("whole words come before parts of words", () => {
  const animals = ["oystercatcher", "polecat", "tiger cat", "catamaran", "bobcat"];
  const among = (text: string): unknown => resolveClass({ kind: "label", text }, animals);
  expect(among("cat")).toEqual({ kind: "index", index: 2 });
  expect(among("catama")).toEqual({ kind: "index", index: 3 });
  expect(() => among("ca")).toThrow(/fits 5 classes/);
  expect(resolveClass({ kind: "label", text: "cafe\u0301" }, ["cafés", "café au lait"])).toEqual({ kind: "index", index: 1 });
});

test("several candidates are listed", () => {
  expect(() => find("cat")).toThrow(/"cat" fits 3 classes: 2 tiger cat, 3 Egyptian cat, 6 Siamese cat\./);
  expect(() => find("crane")).toThrow(/4 crane, 5 crane.*or the index/);
  expect(() => find("cat")).toThrow(code("class-ambiguous"));
  const many = Array.from({ length: 20 }, (_, i) => `cat ${i}`);
  expect(() => resolveClass({ kind: "label", text: "cat" }, many)).toThrow(/7 cat 7 and 12 more/);
});

test("no candidate: did you mean", () => {
  expect(() => find("egiptian")).toThrow(/no label holds "egiptian"\. Did you mean "Egyptian cat"\?/);
  expect(() => find("tabyb")).toThrow(/Did you mean "tabby"\?/);
  expect(() => find("tench, tabby")).toThrow(/Several classes are written without a space: --class tabby,lynx\./);
  expect(() => find("locomotive")).toThrow(/Give a class index/);
  expect(() => find("x".repeat(100_000))).toThrow(code("class-unknown"));
});

test("indices and counts are held against the model", () => {
  expect(resolveClass({ kind: "index", index: 9 }, kinds)).toEqual({ kind: "index", index: 9 });
  expect(() => resolveClass({ kind: "index", index: 10 }, kinds)).toThrow(/no class 10: the model has 10, from 0 to 9/);
  expect(resolveClass({ kind: "top", count: 50 }, kinds)).toEqual({ kind: "top", count: 10 });
});

test("classes are drawn once each, in the order asked for", () => {
  const ranking = [3, 1, 2, 0];
  expect(chooseClasses([{ kind: "top", count: 2 }, { kind: "index", index: 0 }, { kind: "index", index: 3 }], ranking)).toEqual([3, 1, 0]);
});
