import { expect, test } from "vitest";
import {
  type Address, addressFrom, hashFor, hashOf, isStep, type Settings, settingsFrom, usualSettings, withPreferences,
} from "./address.ts";

test("nothing is said of what is usual", () => {
  expect(hashOf(usualSettings)).toBe("");
  expect(settingsFrom("")).toEqual(usualSettings);
});

test("every setting comes back from the address", () => {
  const all: Settings = {
    view: "positive", colours: "turbo", opacity: 0.35, cells: true, oneScale: true, method: "grad-cam", layer: "layer3.0", class: 281, pinned: [1, 2], contrast: 0.25,
    framing: "crop", device: "cpu", sample: "coffee", language: "ja", theme: "dark",
  };
  expect(settingsFrom(`#${hashOf(all)}`)).toEqual(all);
});

test.each(["#view=nonsense", "#class=-1", "#class=1e9", "#opacity=7", "#layer=__proto__", "#sample=../x", "#device=tpu", "#%E0%A4%A", "#unknown=1", "#pinned=a,b"])("%s changes nothing", (hash) => {
  expect(settingsFrom(hash)).toEqual(usualSettings);
});

const usual: Address = { settings: usualSettings, mode: "photo", cell: undefined, stage: undefined, inside: undefined, chapter: undefined, source: undefined };

test("nothing is said of what is usual", () => {
  expect(hashFor(usual)).toBe("");
  expect(addressFrom("")).toEqual(usual);
});

test("picture, class, method, layer, view, mode, cell and what is looked at inside come back", () => {
  const address: Address = {
    settings: { ...usualSettings, sample: "coffee", class: 281, method: "grad-cam", layer: "layer3.0", view: "positive" },
    mode: "inside", cell: { x: 4, y: 0 }, stage: "layer2", inside: "layer2.0.conv1", chapter: undefined, source: { path: "packages/tensor/src/ops/relu/relu.wgsl", line: 12 },
  };
  const hash = hashFor(address);
  expect(hash).toBe("view=positive&method=grad-cam&layer=layer3.0&class=281&sample=coffee&mode=inside&stage=layer2&inside=layer2.0.conv1&cell=1%2C5&source=packages%2Ftensor%2Fsrc%2Fops%2Frelu%2Frelu.wgsl%3A12");
  expect(addressFrom(`#${hash}`)).toEqual(address);
});

test("a chapter of the guide comes back, and is in no other address", () => {
  const reading: Address = { ...usual, mode: "learn", chapter: "convolution" };
  expect(hashFor(reading)).toBe("mode=learn&chapter=convolution");
  expect(addressFrom("#mode=learn&chapter=convolution")).toEqual(reading);
  expect(hashFor({ ...reading, mode: "photo" })).toBe("");
  expect(addressFrom("#mode=learn&chapter=../README").chapter).toBeUndefined();
});

test.each(["#mode=nonsense", "#cell=0,1", "#cell=1", "#cell=-1,2", "#cell=1,2,3", "#inside=<b>", "#stage=", "#source=../x.ts:1", "#source=packages/x/../y.ts:1", "#source=packages/x.ts", "#source=packages/x.ts:0", "#source=https://x.y/z.ts:1", "#%E0%A4%A"])("%s changes nothing", (hash) => {
  expect(addressFrom(hash)).toEqual(usual);
});

const withSettings = (change: Partial<Address["settings"]>): Address => ({ ...usual, settings: { ...usualSettings, ...change } });

test("what one would come back from is a step, what is dragged or passed over is none", () => {
  const steps = [{ ...usual, mode: "live" as const }, { ...usual, inside: "fc" }, { ...usual, mode: "learn" as const, chapter: "cam" }, { ...usual, source: { path: "weights/src/index.ts", line: 1 } }, ...[{ class: 1 }, { method: "grad-cam" }, { layer: "layer3" }, { view: "minmax" as const }, { sample: "coffee" }, { pinned: [1] }].map(withSettings)];
  for (const to of steps) expect(isStep(usual, to)).toBe(true);
  const none = [{ ...usual, cell: { x: 1, y: 1 } }, ...[{ opacity: 0.5 }, { contrast: 0.2 }, { theme: "dark" as const }, { language: "ja" as const }, { device: "cpu" as const }].map(withSettings)];
  for (const to of none) expect(isStep(usual, to)).toBe(false);
});

test("preferences stay, unless an address names others", () => {
  const { settings } = withSettings({ theme: "dark", language: "ja", device: "cpu", class: 5 });
  expect(withPreferences("#view=minmax", settings).settings).toEqual({ ...usualSettings, view: "minmax", theme: "dark", language: "ja", device: "cpu" });
  expect(withPreferences("#theme=light&device=auto", settings).settings).toMatchObject({ theme: "light", language: "ja", device: "auto" });
});
