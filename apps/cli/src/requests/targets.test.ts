import type { Prediction } from "@camlucida/cam";
import { expect, test } from "vitest";
import { readClassQuery, readContrast } from "../arguments/read_options.ts";
import { slugOf, type Target, targetsFor } from "./targets.ts";

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
