import { describe, expect, test } from "vitest";
import { colourMaps, tonesNamed } from "../colours/colour_maps.ts";
import { methods } from "../methods/index.ts";
import { noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { coloursOf, drawMap, keyOf, legible, renderView, type DrawnMap, type ViewOptions } from "./style.ts";
import type { ViewName } from "./scale.ts";
import { preprocess } from "../preprocess/preprocess.ts";
import { imagenetPreprocessing } from "../preprocess/preprocessing.ts";

const photo = { width: 224, height: 224, data: noiseBytes(12, 224 * 224 * 4) };
const whole = { x: 0, y: 0, width: 224, height: 224 };
const mapOf = (method: string, width: number, height: number, values: Float32Array): DrawnMap => ({ method, width, height, values });

/** As gradients of an image are: noise, and a few pixels that stand out by far. */
const pixels = noiseFloats(5, 224 * 224).map((value, at) => value * 0.01 * (at % 997 === 0 ? 100 : 1));

/** How many pixels of a picture have a colour, as a share. */
function coloured(data: Uint8Array): number {
  let count = 0;
  for (let p = 0; p < data.length; p += 4) if (Math.max(...data.subarray(p, p + 3)) - Math.min(...data.subarray(p, p + 3)) > 40) count++;
  return count / (data.length / 4);
}

describe("every method's picture shows something", () => {
  test.each(methods.map(({ name, weights }) => [name, weights.from] as const))("%s", (name, from) => {
    const map = from === "image" ? mapOf(name, 224, 224, pixels) : mapOf(name, 7, 7, noiseFloats(3, 49));
    const { overlay } = drawMap(map, photo, whole, { view: "signed" });
    expect(coloured(overlay.data)).toBeGreaterThan(0.2);
  });
});

test("a map of pixels ends its scale where 99 of 100 lie within, whatever the largest is; one of cells does not", () => {
  const shown = legible(pixels, "pixels");
  const most = Math.max(...shown.map(Math.abs));
  expect(shown.filter((value) => Math.abs(value) === most).length / shown.length).toBeCloseTo(0.01, 2);
  expect(legible(pixels, "cells")).toBe(pixels);
  const broken = pixels.with(3, Number.NaN);
  expect(legible(broken, "pixels")).toBe(broken); // a sentence says so
  const sparse = new Float32Array(1000).with(3, 5);
  expect(legible(sparse, "pixels")).toBe(sparse);
});

describe("the key", () => {
  const values = Float32Array.of(-4, 0, 2, 8);
  const cells = mapOf("cam", 2, 2, values);

  test.each<[ViewName, number | undefined, number, number, number[], boolean]>([
    ["signed", undefined, -8, 8, [-6, -4, -2, 2, 4, 6], false],
    ["signed", 40, -40, 40, [-30, -20, -10, 10, 20, 30], false],
    ["signed", 4, -4, 4, [-3, -2, -1, 1, 2, 3], true],
    ["positive", undefined, 0, 8, [2, 4, 6], false],
    ["positive", 4, 0, 4, [1, 2, 3], true],
    ["minmax", undefined, -4, 8, [-1, 2, 5], false],
  ])("%s, scale %s", (view, scale, low, high, lines, beyond) => {
    expect(keyOf(cells, { view, scale })).toEqual({ low, high, lines, beyond });
  });

  test("of pixels has no lines, and says that some lie beyond", () => {
    const key = keyOf(mapOf("input-gradient", 224, 224, pixels), { view: "signed" });
    expect(key?.lines).toEqual([]);
    expect(key?.beyond).toBe(true);
  });

  test("there is none where the map says nothing about where", () => {
    expect(keyOf(mapOf("cam", 2, 2, new Float32Array(4)), { view: "signed" })).toBeUndefined();
    expect(keyOf(mapOf("cam", 2, 2, Float32Array.of(-1, -2, -3, -4)), { view: "positive" })).toBeUndefined();
  });
});

test("lines are drawn over cells unless they are not wanted, and nothing is drawn at alpha 0", () => {
  const map = mapOf("cam", 7, 7, noiseFloats(3, 49));
  const [lined, plain] = [undefined, "none" as const].map((lines) => drawMap(map, photo, whole, { view: "signed", lines }).overlay.data) as [Uint8Array, Uint8Array];
  expect(lined.filter((level, at) => level !== plain[at]).length).toBeGreaterThan(1000);
  expect(drawMap(map, photo, whole, { view: "signed", alpha: 0 }).overlay).toEqual(photo);
});

test("cells are drawn as they are, with no line between them", () => {
  const grey = { ...photo, data: photo.data.map(() => 128) };
  const { data } = drawMap(mapOf("cam", 2, 2, Float32Array.of(-8, 4, 0, 8)), grey, whole, { view: "signed", enlarging: "cells" }).overlay;
  const colours = new Set(Array.from({ length: 224 * 224 }, (_, pixel) => data.subarray(4 * pixel, 4 * pixel + 3).join()));
  expect(colours.size).toBe(4);
});

test("rows that are left empty below change nothing above", () => {
  const map = mapOf("cam", 7, 7, noiseFloats(3, 49));
  const [alone, extended] = [0, 30].map((below) => drawMap(map, photo, whole, { view: "signed" }, below).overlay) as [typeof photo, typeof photo];
  expect([extended.width, extended.height]).toEqual([224, 254]);
  expect(extended.data.subarray(0, alone.data.length)).toEqual(alone.data);
});

test("no view offers colours whose neutral one is elsewhere", () => {
  expect(coloursOf("signed")).toEqual(["signed"]);
  expect(coloursOf("positive")).not.toContain("signed");
  expect(coloursOf("minmax")).not.toContain("warm");
  for (const view of ["positive", "minmax"] as const) expect(coloursOf(view).every((name) => Object.hasOwn(colourMaps, name))).toBe(true);
});

describe("renderView", () => {
  const photo = { width: 64, height: 40, data: noiseBytes(12, 64 * 40 * 4) };
  const whole = { x: 0, y: 0, width: 64, height: 40 };
  const signed: ViewOptions = { view: "signed", tones: tonesNamed("signed"), alpha: 1, lines: "none" };
  const pixel = (data: Uint8Array, x: number, y: number): readonly [number, number, number] => [...data.subarray(4 * (64 * y + x), 4 * (64 * y + x) + 3)] as unknown as readonly [number, number, number];

  test("makes evidence for the class warm, evidence against it blue, and leaves grey where there is none", () => {
    const map = Float32Array.from({ length: 49 }, (_, i) => (i === 0 ? 9 : i === 48 ? -9 : 0));
    const { overlay, statement } = renderView(map, 7, 7, photo, whole, signed);
    expect(statement).toBeUndefined();
    const [[red, , blue], [redAgainst, , blueAgainst], none] = [pixel(overlay.data, 0, 0), pixel(overlay.data, 63, 39), pixel(overlay.data, 32, 20)];
    expect(red - blue).toBeGreaterThan(80);
    expect(blueAgainst - redAgainst).toBeGreaterThan(60);
    expect(Math.max(...none) - Math.min(...none)).toBeLessThanOrEqual(4); // the photograph's colours are gone
  });

  test("a map that says nothing about where leaves no colour anywhere", () => {
    for (const map of [new Float32Array(49), new Float32Array(49).fill(3), new Float32Array(49).fill(Number.NaN)]) {
      const { overlay, statement } = renderView(map, 7, 7, photo, whole, { ...signed, lines: "quarters" });
      for (let p = 0; p < 64 * 40; p++) {
        const colours = pixel(overlay.data, p % 64, Math.floor(p / 64));
        expect(Math.max(...colours) - Math.min(...colours)).toBeLessThanOrEqual(4);
      }
      expect(statement).toEqual(expect.any(String));
    }
  });

  test("an all-negative map in the positive view has no hot spot", () => {
    const map = noiseFloats(3, 49).map((value) => -Math.abs(value) - 1);
    const { overlay, statement } = renderView(map, 7, 7, { ...photo, data: photo.data.map(() => 255) }, whole, { ...signed, view: "positive", tones: tonesNamed("warm"), lines: "quarters" });
    expect(statement).toBe("no positive evidence for this class");
    expect(new Set(overlay.data.filter((_, i) => i % 4 === 0)).size).toBe(1);
  });

  test("the map of a crop is drawn where the crop was, the rest is half as light as where there is no evidence", () => {
    const { region } = preprocess(photo, imagenetPreprocessing, "crop"); // 64 × 40 → 409 × 256, 224 × 224 at (92, 16)
    const white = { ...photo, data: photo.data.map(() => 255) };
    const { overlay } = renderView(new Float32Array(49), 7, 7, white, region, signed);
    const [left, right] = [(92 * 64) / 409, (316 * 64) / 409]; // 14.4 … 49.4
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 64; x++) {
        const inside = x + 0.5 >= left && x + 0.5 < right && y + 0.5 >= 2.5 && y + 0.5 < 37.5;
        expect(pixel(overlay.data, x, y)).toEqual(inside ? [168, 168, 172] : [84, 84, 86]);
      }
    }
  });

  test.each([
    ["map-shape", new Float32Array(48), photo, whole, signed],
    ["image-shape", new Float32Array(49), { ...photo, height: 41 }, whole, signed],
    ["region-outside", new Float32Array(49), photo, { ...whole, x: 1 }, signed],
    ["alpha-out-of-range", new Float32Array(49), photo, whole, { ...signed, alpha: 1.5 }],
    ["scale-out-of-range", new Float32Array(49), photo, whole, { ...signed, scale: 0 }],
    ["tones-shape", new Float32Array(49), photo, whole, { ...signed, tones: new Uint8Array(3) }],
  ])("refuses with %s", (code, map, image, region, options) => {
    expect(() => renderView(map, 7, 7, image, region, options)).toThrow(expect.objectContaining({ code }));
  });
});
