import { describe, expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { imagenetNormalisation, preprocess } from "../preprocess/preprocess.ts";
import { noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { renderView, type ViewOptions } from "./render.ts";

const photo = { width: 64, height: 40, data: noiseBytes(12, 64 * 40 * 4) };
const whole = { x: 0, y: 0, width: 64, height: 40 };
const signed: ViewOptions = { view: "signed", tones: tonesNamed("signed"), alpha: 1, lines: "none" };
const pixel = (data: Uint8Array, x: number, y: number): readonly [number, number, number] => [...data.subarray(4 * (64 * y + x), 4 * (64 * y + x) + 3)] as unknown as readonly [number, number, number];

describe("renderView", () => {
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
    const { region } = preprocess(photo, imagenetNormalisation, "crop"); // 64 × 40 → 409 × 256, 224 × 224 at (92, 16)
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
