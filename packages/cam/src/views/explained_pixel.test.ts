import fc from "fast-check";
import { expect, test } from "vitest";
import type { Image } from "../preprocess/image.ts";
import { noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { explainPixel } from "./explained_pixel.ts";
import { drawMap } from "./style.ts";

const white = (width: number, height: number): Image => ({ width, height, data: new Uint8Array(4 * width * height).fill(255) });

test("7×7 cells over 451×300 pixels: by hand", () => {
  const map = { method: "cam", width: 7, height: 7, values: Float32Array.from({ length: 49 }, (_, at) => at) }; // M[y, x] = 7·y + x
  const pixel = explainPixel(map, white(451, 300), { x: 0, y: 0, width: 451, height: 300 }, { view: "minmax" }, 100, 50);
  // x: 100.5 · 7/451 − ½ = 703.5/451 − ½ = 1.05987; y: 50.5 · 7/300 − ½ = 0.67833
  expect(pixel?.place.x).toBeCloseTo(703.5 / 451 - 0.5, 12);
  expect(pixel?.place.y).toBeCloseTo(353.5 / 300 - 0.5, 12);
  expect(pixel?.cells.map(({ x, y, value }) => [x, y, value])).toEqual([[1, 0, 1], [2, 0, 2], [1, 1, 8], [2, 1, 9]]);
  const [f, g] = [703.5 / 451 - 1.5, 353.5 / 300 - 0.5];
  const weights = [(1 - f) * (1 - g), f * (1 - g), (1 - f) * g, f * g];
  pixel?.cells.forEach(({ weight }, at) => expect(weight).toBeCloseTo(weights[at] as number, 6)); // places are float32
  expect(pixel?.value).toBeCloseTo(7 * (353.5 / 300 - 0.5) + 703.5 / 451 - 0.5, 5); // what is linear stays as it is
  expect(pixel?.level).toBe(Math.floor((255 * (7 * g + 1 + f)) / 48 + 0.5));
});

test("at an edge one cell stands twice, with all the weight", () => {
  const map = { method: "cam", width: 2, height: 2, values: Float32Array.of(-2, 1, 0, 4) };
  const pixel = explainPixel(map, white(8, 8), { x: 0, y: 0, width: 8, height: 8 }, { view: "signed" }, 0, 0);
  expect(pixel?.place).toEqual({ x: -0.375, y: -0.375 });
  expect(pixel?.cells.every(({ x, y, weight }) => (x === 0 && y === 0) || weight === 0)).toBe(true);
  expect(pixel?.value).toBe(-2);
  expect(pixel?.scaled).toBe(0.25); // ½ − ½ · 2/4
  expect(pixel?.colour).toEqual(pixel?.light); // of white
});

test("every pixel has the colour that is drawn, and four weights that add up to 1", () => {
  const [side, small, share] = [fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 }), fc.double({ min: 0, max: 1, noNaN: true })];
  fc.assert(fc.property(side, side, small, small, share, share, fc.constantFrom("signed" as const, "positive" as const, "minmax" as const), share, fc.nat(1e6), (width, height, across, down, left, top, view, alpha, seed) => {
    const image = { width, height, data: noiseBytes(seed, 4 * width * height) };
    const region = { x: left * width * 0.9, y: top * height * 0.9, width: width * (1 - left * 0.9), height: height * (1 - top * 0.9) };
    const map = { method: "cam", width: across, height: down, values: noiseFloats(seed + 1, across * down) };
    const { data } = drawMap(map, image, region, { view, alpha, lines: "none" }).overlay;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
      const pixel = explainPixel(map, image, region, { view, alpha }, x, y);
      const seen = x + 0.5 >= region.x && x + 0.5 < region.x + region.width && y + 0.5 >= region.y && y + 0.5 < region.y + region.height;
      if (!pixel) expect(seen && x + 0.5 > region.x).toBe(false); // but for an edge on a centre, within rounding
      else {
        expect(pixel.colour).toEqual([...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]);
        expect(pixel.cells.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
        expect(pixel.photograph).toEqual([...image.data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]);
      }
    }
  }), { numRuns: 15 });
});

test("what the network did not see has no explanation", () => {
  const map = { method: "cam", width: 1, height: 1, values: Float32Array.of(1) };
  expect(explainPixel(map, white(6, 4), { x: 1, y: 0, width: 4, height: 4 }, { view: "positive" }, 0, 2)).toBeUndefined();
  expect(explainPixel(map, white(6, 4), { x: 1, y: 0, width: 4, height: 4 }, { view: "positive" }, 1, 2)?.value).toBe(1);
});
