import type { SeenMap } from "camlucida";
import { expect, test } from "vitest";
import type { ShownMap } from "../work/explainer.ts";
import { adviceOn, mayPass } from "./advice.ts";
import { keyTo, nameOf, placeOf, progressText, sentence } from "./sentences.ts";

const lynx = { index: 3, label: "lynx", probability: 0.0021, logit: 10.4 };
const cat = { index: 5, label: "Egyptian cat", probability: 0.958, logit: 16.6 };
const map: SeenMap = { class: lynx, method: "cam", layer: "layer4", width: 7, height: 7, values: new Float32Array(49), min: -3, max: 29.411, unit: "logits", peak: { x: 400, y: 20.4 }, residual: 0 };
const result: ShownMap = { top: [cat], map, statement: undefined, picture: { width: 451, height: 300, data: new Uint8Array() } };

test("a result in words", () => {
  expect(nameOf(result, "A cat's face")).toBe("A cat's face. Evidence for lynx, 0.2\u00a0%; most probable is Egyptian cat, 95.8\u00a0%. Strongest at the upper right, 29.41 logits near pixel (400, 20) of 451×300; cam, layer4.");
  expect(nameOf({ ...result, map: { ...map, class: cat, max: -1.5 } }, "")).toBe("Evidence for Egyptian cat, 95.8\u00a0%. Nothing speaks for it, least is against it at the upper right, -1.5 logits near pixel (400, 20) of 451×300; cam, layer4.");
  expect(nameOf({ ...result, map: { ...map, method: "eigen-cam", unit: "features" } }, "")).toBe("What stands out. Strongest at the upper right, 29.41 near pixel (400, 20) of 451×300; eigen-cam, layer4.");
  expect(nameOf({ ...result, map: { ...map, class: cat }, statement: "no positive evidence for this class" }, "")).toBe("Evidence for Egyptian cat, 95.8\u00a0%. No positive evidence for this class; cam, layer4.");
  expect(nameOf({ ...result, map: { ...map, class: cat, method: "input-gradient", layer: "image", unit: "score" } }, "Really?")).toMatch(/^Really\? Evidence .* 29\.41 near .*; input-gradient\.$/);
});

test("a sentence, which may begin with an address", () => {
  expect([sentence("no evidence"), sentence("https://a.b/c.png cannot be reached."), sentence("Why? ")]).toEqual(["No evidence.", "https://a.b/c.png cannot be reached.", "Why?"]);
});

test("places in words", () => {
  const places = [0.1, 0.5, 0.9].map((y) => [0.1, 0.5, 0.9].map((x) => placeOf(x, y)));
  expect(places).toEqual([["at the upper left", "at the top", "at the upper right"], ["on the left", "in the centre", "on the right"], ["at the lower left", "at the bottom", "at the lower right"]]);
});

test("what the colours mean", () => {
  expect(keyTo(map, "signed", false)).toBe("orange for, blue against it");
  expect(keyTo(map, "positive", false)).toBe("orange to yellow for it");
  expect(keyTo(map, "positive", true)).toBe("for it");
  expect(keyTo({ unit: "features" }, "signed", false)).toBe("orange more of, blue less of it");
});

test("progress in words, also where nobody knows the end", () => {
  expect(progressText({ phase: "model", task: "resnet18", done: 12_300_000, total: 44_700_000 })).toBe("Downloading resnet18: 12.3 of 44.7 MB");
  expect(progressText({ phase: "model", task: "resnet18", done: 12_300_000, total: 0 })).toBe("Downloading resnet18: 12.3 MB");
  expect(progressText({ phase: "map", task: "score-cam", done: 8, total: 512 })).toBe("score-cam: 8 of 512 passes");
});

test("an error's next step, where its message does not say it, and whether trying again may help", () => {
  expect(adviceOn("catalogue-unreachable")).toContain("models/");
  expect(adviceOn("device-lost")).toContain("CPU");
  expect(adviceOn("image-unreadable")).toBe("");
  expect(["model-unreachable", "device-lost", "class-unknown", "checkpoint-left-over"].map(mayPass)).toEqual([true, true, false, false]);
});
