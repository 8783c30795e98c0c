import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { colourMapNamed } from "../colours/colour_maps.ts";
import { noiseBytes } from "../testing/pixels.ts";
import { colourise, levelsOf, overlay } from "./paint.ts";

const level = fc.integer({ min: 0, max: 255 });
const photo = { width: 13, height: 9, data: noiseBytes(8, 13 * 9 * 4) };
const box = { x: 0, y: 0, width: 13, height: 9 };

describe("levels", () => {
  test("are rounded half up and clamped", () => {
    const values = Float32Array.of(0, 0.5, 1, 1 / 255, 0.4999 / 255, 0.5001 / 255, -3, 7);
    expect([...levelsOf(values)]).toEqual([0, 128, 255, 1, 0, 1, 0, 255]);
  });

  test("survive the way to values and back", () => {
    const levels = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(levelsOf(Float32Array.from(levels, (i) => i / 255))).toEqual(levels);
    expect(colourise(levels, colourMapNamed("turbo"))).toEqual(colourMapNamed("turbo"));
  });

  test("need a whole colour map", () => {
    const error = expect.objectContaining({ code: "colour-map-shape" });
    expect(() => colourise(new Uint8Array(1), new Uint8Array(768))).toThrow(error);
  });
});

describe("overlay", () => {
  test("is the nearest level to the exact blend, and there are no ties", () => {
    fc.assert(
      fc.property(level, level, level, level, (under, over, strength, opacity) => {
        const image = { width: 1, height: 1, data: Uint8Array.of(under, under, under, 201) };
        const colours = Uint8Array.of(over, over, over, opacity);
        const result = overlay(image, colours, { x: 0, y: 0, width: 1, height: 1 }, strength / 255);
        const exact = BigInt(under) * 65025n + BigInt(over - under) * BigInt(strength) * BigInt(opacity); // in 1/65025
        const error = BigInt(result.data[0]!) * 65025n - exact;
        expect(2n * (error < 0n ? -error : error) < 65025n).toBe(true);
        expect(result.data[3]).toBe(201);
      }),
    );
  });

  test("alpha 0 and clear colours leave the photograph; alpha 1 with opaque colours replaces it", () => {
    const colours = noiseBytes(10, 13 * 9 * 4);
    expect(overlay(photo, colours, box, 0)).toEqual(photo);
    const clear = colours.map((value, i) => (i % 4 === 3 ? 0 : value));
    expect(overlay(photo, clear, box, 1)).toEqual(photo);
    const opaque = colours.map((value, i) => (i % 4 === 3 ? 255 : value));
    const expected = opaque.map((value, i) => (i % 4 === 3 ? photo.data[i]! : value));
    expect(overlay(photo, opaque, box, 1).data).toEqual(expected);
  });

  test("nothing outside the box changes, and the photograph given is left alone", () => {
    const before = photo.data.slice();
    const result = overlay(photo, new Uint8Array(4 * 3 * 4).fill(255), { x: 5, y: 2, width: 4, height: 3 }, 1);
    for (let p = 0; p < 13 * 9; p++) {
      const [x, y] = [p % 13, Math.floor(p / 13)];
      const inside = x >= 5 && x < 9 && y >= 2 && y < 5;
      const expected = inside ? [255, 255, 255, before[4 * p + 3]] : [...before.subarray(4 * p, 4 * p + 4)];
      expect([...result.data.subarray(4 * p, 4 * p + 4)]).toEqual(expected);
    }
    expect(photo.data).toEqual(before);
  });

  test.each([
    ["alpha-out-of-range", photo, box, -0.1],
    ["alpha-out-of-range", photo, box, Number.NaN],
    ["alpha-out-of-range", photo, box, 2],
    ["region-outside", photo, { ...box, x: 1 }, 0.5],
    ["region-outside", photo, { ...box, x: 0.5, width: 12 }, 0.5],
    ["image-shape", photo, { ...box, width: 12 }, 0.5],
    ["image-shape", { ...photo, width: 12 }, box, 0.5],
  ])("refuses with %s", (code, image, where, alpha) => {
    expect(() => overlay(image, new Uint8Array(13 * 9 * 4), where, alpha)).toThrow(expect.objectContaining({ code }));
  });
});
