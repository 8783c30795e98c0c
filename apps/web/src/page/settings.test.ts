import { expect, test } from "vitest";
import { hashOf, settingsFrom, usualSettings, type Settings } from "./settings.ts";

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
