import { type Image, layOutLegend, leastLegendWidth, type Legend } from "@camlucida/cam";
import { describe, expect, test } from "vitest";
import { type Described, legendText, short } from "../report/wording.ts";
import type { Typesetter } from "../sheet/typesetter.ts";
import { drawStrip } from "./draw.ts";

interface Written {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** Every letter half as wide as its size; remembers instead of drawing. */
function rememberer(): { readonly typesetter: Typesetter; readonly written: Written[] } {
  const written: Written[] = [];
  const width = (text: string, size: number): number => (text.length * size) / 2;
  const fit = (text: string, size: number, room: number): string => (width(text, size) <= room ? text : `${text.slice(0, Math.floor((2 * room) / size) - 1)}…`);
  return { written, typesetter: { width, fit, draw: (_, text, { x, y }, size) => { written.push({ text, x, y, size }); } } };
}

/** The picture, with its legend below where it is wide enough for one. */
function withLegend(picture: Image, words: Legend, typesetter: Typesetter): Image {
  const strip = layOutLegend(picture.width, words, typesetter, short);
  if (!strip) return picture;
  const height = picture.height + strip.height;
  const whole = { width: picture.width, height, data: new Uint8Array(4 * picture.width * height) };
  whole.data.set(picture.data);
  drawStrip(whole, picture.height, strip, typesetter);
  return whole;
}

const pictureOf = (width: number, height: number): Image => ({ width, height, data: new Uint8Array(width * height * 4).map((_, at) => at % 251) });
const legend: Legend = {
  title: "Egyptian cat", facts: "CAM at layer4 · 1.907 … 38.86 logits", colours: "signed", statement: undefined,
  key: { low: -40, high: 40, lines: [-30, -20, -10, 10, 20, 30], beyond: false },
};

test("the strip lies below, and the picture keeps every pixel", () => {
  const picture = pictureOf(451, 300);
  const { typesetter, written } = rememberer();
  const whole = withLegend(picture, legend, typesetter);
  expect([whole.width, whole.height > 300 && whole.height < 400]).toEqual([451, true]);
  expect(whole.data.subarray(0, 4 * 451 * 300)).toEqual(picture.data);
  expect(written.map(({ text }) => text)).toEqual(["Egyptian cat", "CAM at layer4 · 1.907 … 38.86 logits", "−40", "−30", "−20", "−10", "0", "10", "20", "30", "40"]);
  for (const { text, x, y, size } of written) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + typesetter.width(text, size)).toBeLessThanOrEqual(451);
    expect(y - size).toBeGreaterThanOrEqual(300);
    expect(y).toBeLessThan(whole.height);
  }
});

describe("whatever the width", () => {
  test.each([160, 200, 224, 320, 640, 1920, 6000])("%i pixels: no two labels touch, and letters are as high as a hundredth of the width, or ten pixels", (width) => {
    const { typesetter, written } = rememberer();
    const whole = withLegend(pictureOf(width, 4), legend, typesetter);
    const labels = written.filter(({ text }) => /^−?\d+$/.test(text));
    expect(labels.map(({ text }) => text)).toEqual(expect.arrayContaining(["−40", "0", "40"]));
    labels.slice(1).forEach(({ x }, at) => {
      const before = labels[at] as Written;
      expect(x).toBeGreaterThan(before.x + typesetter.width(before.text, before.size));
    });
    for (const { size } of written) expect(size).toBeGreaterThanOrEqual(Math.max(8.8, width / 100));
    expect(whole.height).toBeLessThan(4 + Math.max(110, width / 4));
  });

  test.each([160, 180, 224, 400])("%i pixels: the facts are whole, in as many rows as they need", (width) => {
    const { typesetter, written } = rememberer();
    withLegend(pictureOf(width, 4), legend, typesetter);
    const facts = written.map(({ text }) => text).filter((text) => /CAM|logits/.test(text));
    expect(facts.join(" · ")).toBe(legend.facts);
    expect(new Set(written.filter(({ text }) => facts.includes(text)).map(({ y }) => y)).size).toBe(facts.length);
  });

  test.each([-0.34, -3, -10, -20])("from %d to 47 no label touches another, and the ends have theirs", (low) => {
    const { typesetter, written } = rememberer();
    const key = { low, high: 47, lines: [0.25, 0.5, 0.75].map((share) => low + share * (47 - low)), beyond: false };
    withLegend(pictureOf(640, 4), { ...legend, key, title: "", facts: "" }, typesetter);
    const labels = written.filter(({ text }) => /^−?[\d.]+$/.test(text)).toSorted((a, b) => a.x - b.x);
    expect([labels[0]?.text, labels.at(-1)?.text]).toEqual([short(low), "47"]);
    labels.slice(1).forEach(({ x }, at) => expect(x).toBeGreaterThan((labels[at] as Written).x + typesetter.width(labels[at]?.text ?? "", labels[at]?.size ?? 0)));
  });

  test("too narrow a picture stays as it is", () => {
    const picture = pictureOf(leastLegendWidth - 1, 4);
    expect(withLegend(picture, legend, rememberer().typesetter)).toBe(picture);
  });
});

test("colours go from low to high, and every line is marked", () => {
  const { typesetter } = rememberer();
  const whole = withLegend(pictureOf(451, 1), legend, typesetter);
  const rows = Array.from({ length: whole.height - 1 }, (_, y) => whole.data.subarray(4 * 451 * (y + 1), 4 * 451 * (y + 2)));
  const bar = rows.filter((row) => row[4 * 20] !== row[4 * 430]).at(2) ?? new Uint8Array(); // one of its rows
  const at = (x: number): readonly number[] => [...bar.subarray(4 * x, 4 * x + 3)];
  expect((at(12)[2] as number) - (at(12)[0] as number)).toBeGreaterThan(80); // against: blue
  expect((at(438)[0] as number) - (at(438)[2] as number)).toBeGreaterThan(80); // for: warm
  const white = Array.from({ length: 451 }, (_, x) => x).filter((x) => at(x).every((level) => level === 255));
  expect(white).toHaveLength(6);
});

test("a map that makes no picture has its reason instead of colours; values beyond the ends are marked", () => {
  const silent = rememberer();
  withLegend(pictureOf(451, 10), { ...legend, key: undefined, statement: "no positive evidence for this class" }, silent.typesetter);
  expect(silent.written.at(-1)?.text).toBe("no positive evidence for this class");
  const clipped = rememberer();
  withLegend(pictureOf(451, 10), { ...legend, key: { low: -0.5, high: 0.5, lines: [], beyond: true } }, clipped.typesetter);
  expect(clipped.written.slice(2).map(({ text }) => text)).toEqual(["≤ −0.5", "0", "≥ 0.5"]);
});

const described: Described = { label: "tabby", method: "cam", layer: "layer4", unit: "logits", target: "logit", min: -1.5, max: 9.25, statement: null };

test.each<[Partial<Described>, string, string]>([
  [{}, "tabby", "CAM at layer4 · −1.5 … 9.25 logits"],
  [{ against: { class: 3, label: "lynx", alpha: 0.6 } }, "tabby − 0.6 · lynx", "CAM at layer4 · −1.5 … 9.25 logits"],
  [{ method: "grad-cam", layer: "layer2+layer3", layersAs: "mean", unit: "none" }, "tabby", "Grad-CAM at layer2+layer3 (mean) · −1.5 … 9.25"],
  [{ method: "input-gradient", layer: "image", unit: "score", target: "probability" }, "tabby", "Input gradient · −1.5 … 9.25 units of the score, of the probability"],
  [{ method: "eigen-cam", label: null, target: null, unit: "features" }, "no class", "Eigen-CAM at layer4 · −1.5 … 9.25 units of the features"],
])("class, method, layer and range with its unit: %j", (differently, title, facts) => {
  expect(legendText({ ...described, ...differently })).toEqual({ title, facts, statement: undefined });
});
