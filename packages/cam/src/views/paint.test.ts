import fc from "fast-check";
import { expect, test } from "vitest";
import type { Image, Region } from "../preprocess/image.ts";
import { levelsOf, noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { paint, type Paint } from "./paint.ts";
import { place, upsample } from "./upsample.ts";

const side = fc.integer({ min: 1, max: 40 });
const small = fc.integer({ min: 1, max: 9 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** The formulas of paint.ts as they stand there, pixel by pixel. @param values [box.height, box.width] */
function oneByOne(values: Float32Array, box: Region, image: Image, { colourMap, alpha }: Paint): Uint8Array {
  const levels = levelsOf(values);
  return image.data.map((level, i) => {
    const [pixel, c] = [i >> 2, i & 3];
    const [x, y] = [(pixel % image.width) - box.x, Math.floor(pixel / image.width) - box.y];
    if (c === 3 || x < 0 || y < 0 || x >= box.width || y >= box.height) return level;
    const entry = 4 * levels[y * box.width + x]!;
    const t = Math.round(255 * alpha) * colourMap[entry + 3]!;
    return Math.floor((level * (65025 - t) + colourMap[entry + c]! * t + 32512) / 65025);
  });
}

test("one pass gives what the formulas give pixel by pixel, to the bit", () => {
  fc.assert(
    fc.property(side, side, small, small, share, share, share, fc.integer({ min: 0, max: 1e6 }), (width, height, across, down, left, top, alpha, seed) => {
      const image = { width, height, data: noiseBytes(seed, width * height * 4) };
      const region = { x: left * width * 0.9, y: top * height * 0.9, width: width * (1 - left * 0.9), height: height * (1 - top * 0.9) }; // edges between pixels
      const values = noiseFloats(seed + 1, across * down).map((value) => 0.5 + value / 12); // some beyond 0…1
      const colourMap = noiseBytes(2 * seed, 1024);
      const placement = place(across, down, region, width, height);
      const expected = oneByOne(upsample(values, across, down, placement), placement.box, image, { colourMap, alpha });
      const before = image.data.slice();
      expect(paint(values, across, down, placement, image, { colourMap, alpha }).data).toEqual(expected);
      expect(image.data).toEqual(before);
    }),
  );
});

test("every share of every level over every level is the nearest one, without ties", () => {
  const width = 256;
  const image = { width, height: 1, data: Uint8Array.from({ length: 4 * width }, (_, at) => at >> 2) }; // every level
  const levels = Float32Array.from({ length: width }, (_, at) => at / 255);
  const placement = place(width, 1, { x: 0, y: 0, width, height: 1 }, width, 1);
  for (let strength = 0; strength < 256; strength += 3) {
    for (const over of [0, 1, 127, 254, 255]) {
      const colourMap = Uint8Array.from({ length: 1024 }, (_, at) => (at % 4 === 3 ? at >> 2 : over)); // a level's own alpha is the level
      const { data } = paint(levels, width, 1, placement, image, { colourMap, alpha: strength / 255 });
      for (let level = 0; level < width; level++) {
        const exact = level * 65025 + (over - level) * strength * level; // in 1/65025
        expect(Math.abs((data[4 * level] as number) * 65025 - exact) * 2).toBeLessThan(65025);
      }
    }
  }
});

test.each([
  ["map-shape", { values: new Float32Array(3) }],
  ["colour-map-shape", { colourMap: new Uint8Array(768) }],
  ["alpha-out-of-range", { alpha: 1.5 }],
  ["image-shape", { height: 5 }],
  ["region-outside", { width: 2, height: 8 }],
])("refuses with %s", (code, wrong) => {
  const good = { values: new Float32Array(4), colourMap: new Uint8Array(1024), alpha: 0.5, width: 4, height: 4 };
  const { values, colourMap, alpha, width, height } = { ...good, ...wrong };
  const placement = place(2, 2, { x: 0, y: 0, width: 4, height: 4 }, 4, 4);
  expect(() => paint(values, 2, 2, placement, { width, height, data: new Uint8Array(64) }, { colourMap, alpha })).toThrow(expect.objectContaining({ code }));
});
