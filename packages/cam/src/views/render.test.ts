import { describe, expect, test } from "vitest";
import { colourMapNamed } from "../colours/colour_maps.ts";
import { imagenetNormalisation } from "../normalisation.ts";
import { preprocess } from "../preprocess.ts";
import { noiseBytes, noiseFloats } from "../testing/noise.ts";
import { renderView, type ViewOptions } from "./render.ts";

const photo = { width: 64, height: 40, data: noiseBytes(12, 64 * 40 * 4) };
const whole = { x: 0, y: 0, width: 64, height: 40 };
const signed: ViewOptions = { view: "signed", colourMap: colourMapNamed("signed"), alpha: 1 };
const pixel = (data: Uint8Array, x: number, y: number): number[] => [...data.subarray(4 * (64 * y + x), 4 * (64 * y + x) + 3)];

describe("renderView", () => {
  test("paints evidence for the class red, evidence against it blue, and none not at all", () => {
    const map = Float32Array.from({ length: 49 }, (_, i) => (i === 0 ? 9 : i === 48 ? -9 : 0));
    const { overlay, statement } = renderView(map, 7, 7, photo, whole, signed);
    expect(statement).toBeUndefined();
    expect(pixel(overlay.data, 0, 0)).toEqual([...colourMapNamed("signed").subarray(1020, 1023)]);
    expect(pixel(overlay.data, 63, 39)).toEqual([...colourMapNamed("signed").subarray(0, 3)]);
    expect(pixel(overlay.data, 32, 20)).toEqual(pixel(photo.data, 32, 20));
  });

  test("a map without a statement to draw leaves the photograph as it is", () => {
    for (const map of [new Float32Array(49), new Float32Array(49).fill(3), new Float32Array(49).fill(Number.NaN)]) {
      const { overlay, statement } = renderView(map, 7, 7, photo, whole, signed);
      expect(overlay).toEqual(photo);
      expect(statement).toEqual(expect.any(String));
    }
  });

  test("an all-negative map in the positive view is one colour, no hot spot", () => {
    const map = noiseFloats(3, 49).map((value) => -Math.abs(value) - 1);
    const colourMap = colourMapNamed("turbo");
    const { overlay, statement } = renderView(map, 7, 7, photo, whole, { view: "positive", colourMap, alpha: 1 });
    expect(statement).toBe("no positive evidence for this class");
    expect(new Set(overlay.data.filter((_, i) => i % 4 === 0))).toEqual(new Set([colourMap[0]]));
  });

  test("the map of a crop is drawn where the crop was, the rest stays", () => {
    const { region } = preprocess(photo, imagenetNormalisation, "crop"); // 64 × 40 → 409 × 256, 224 × 224 at (92, 16)
    const options: ViewOptions = { view: "minmax", colourMap: colourMapNamed("grey"), alpha: 1 };
    const { overlay } = renderView(noiseFloats(5, 49), 7, 7, photo, region, options);
    const grey = (x: number, y: number): boolean => new Set(pixel(overlay.data, x, y)).size === 1;
    const [left, right] = [(92 * 64) / 409, (316 * 64) / 409]; // 14.4 … 49.4
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 64; x++) {
        const inside = x + 0.5 >= left && x + 0.5 < right && y + 0.5 >= 2.5 && y + 0.5 < 37.5;
        if (inside) expect(grey(x, y)).toBe(true);
        else expect(pixel(overlay.data, x, y)).toEqual(pixel(photo.data, x, y));
      }
    }
  });

  test.each([
    ["map-shape", new Float32Array(48), photo, whole, signed],
    ["image-shape", new Float32Array(49), { ...photo, height: 41 }, whole, signed],
    ["region-outside", new Float32Array(49), photo, { ...whole, x: 1 }, signed],
    ["alpha-out-of-range", new Float32Array(49), photo, whole, { ...signed, alpha: 1.5 }],
    ["scale-out-of-range", new Float32Array(49), photo, whole, { ...signed, scale: 0 }],
    ["colour-map-shape", new Float32Array(49), photo, whole, { ...signed, colourMap: new Uint8Array(3) }],
  ])("refuses with %s", (code, map, image, region, options) => {
    expect(() => renderView(map, 7, 7, image, region, options)).toThrow(expect.objectContaining({ code }));
  });
});
