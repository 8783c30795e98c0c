import fc from "fast-check";
import { expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { unseen } from "../colours/tones.ts";
import type { Image } from "../preprocess/image.ts";
import { noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { levelsOf } from "./paint.ts";
import { inkAt, lineStyle } from "./contours.ts";
import { tint, type Tint } from "./tint.ts";
import { place, placeCells, upsample, type Placement } from "./upsample.ts";

const side = fc.integer({ min: 1, max: 40 });
const small = fc.integer({ min: 1, max: 9 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** The formulas of tint.ts as they stand there, pixel by pixel, every pixel asked whether a line passes. */
function oneByOne(values: Float32Array, mapWidth: number, placement: Placement, image: Image, { tones, alpha, steps }: Tint): Uint8Array {
  const { box, columns, rows, cellsPerPixel } = placement;
  const spread = upsample(values, mapWidth, values.length / mapWidth, placement);
  const levels = levelsOf(spread);
  const strength = Math.round(255 * alpha);
  const line = lineStyle(image.width, image.height);
  return image.data.map((level, i) => {
    const [pixel, c] = [i >> 2, i & 3];
    const [x, y] = [(pixel % image.width) - box.x, Math.floor(pixel / image.width) - box.y];
    if (c === 3) return level;
    const inside = x >= 0 && y >= 0 && x < box.width && y < box.height;
    const entry = inside ? levels[y * box.width + x]! : unseen;
    const [r, g, b] = image.data.subarray(4 * pixel, 4 * pixel + 3) as unknown as [number, number, number];
    const light = Math.floor((54 * r + 183 * g + 19 * b + 128) / 256);
    const look = tones[8 * entry + c]! * (255 - light) + tones[8 * entry + 4 + c]! * light;
    const plain = Math.floor((level * 255 * (255 - strength) + look * strength + 32512) / 65025);
    if (!inside || steps === 0) return plain;
    const cell = (i: 0 | 1, j: 0 | 1): number => values[rows.indices[2 * y + j]! * mapWidth + columns.indices[2 * x + i]!]!;
    const [w, v] = [[0, 1].map((i) => columns.weights[2 * x + i]!), [0, 1].map((j) => rows.weights[2 * y + j]!)];
    const value = (cell(0, 0) * w[0]! + cell(1, 0) * w[1]!) * v[0]! + (cell(0, 1) * w[0]! + cell(1, 1) * w[1]!) * v[1]!;
    const across = ((cell(1, 0) - cell(0, 0)) * v[0]! + (cell(1, 1) - cell(0, 1)) * v[1]!) * cellsPerPixel.x;
    const down = ((cell(0, 1) - cell(0, 0)) * w[0]! + (cell(1, 1) - cell(1, 0)) * w[1]!) * cellsPerPixel.y;
    const ink = inkAt(value, across, down, pixel % image.width, Math.floor(pixel / image.width), steps, line, strength);
    const [dark, white] = [ink % 256, Math.floor(ink / 256)];
    const darkened = Math.floor((plain * (255 - dark) + 127) / 255);
    return Math.floor((darkened * (255 - white) + 255 * white + 127) / 255);
  });
}

test("one pass gives what the formulas give pixel by pixel, to the bit", () => {
  fc.assert(
    fc.property(side, side, small, small, share, share, share, fc.constantFrom(0, 4, 8), fc.integer({ min: 0, max: 1e6 }), (width, height, across, down, left, top, alpha, steps, seed) => {
      const image = { width, height, data: noiseBytes(seed, width * height * 4) };
      const region = { x: left * width * 0.9, y: top * height * 0.9, width: width * (1 - left * 0.9), height: height * (1 - top * 0.9) }; // edges between pixels
      const values = noiseFloats(seed + 1, across * down).map((value) => 0.5 + value / 12); // some beyond 0…1
      const tones = noiseBytes(2 * seed, 257 * 8);
      for (const placement of [place(across, down, region, width, height), placeCells(across, down, region, width, height)]) {
        const { box } = placement;
        const expected = box.width === 0 || box.height === 0 ? image.data : oneByOne(values, across, placement, image, { tones, alpha, steps });
        const before = image.data.slice();
        expect(tint(values, across, down, placement, image, { tones, alpha, steps }).data).toEqual(expected);
        expect(image.data).toEqual(before);
      }
    }),
  );
});

const ramp = Float32Array.of(0, 1); // over 64 pixels: ¼ at the left quarter's middle …
const wide = { width: 640, height: 8, data: new Uint8Array(640 * 8 * 4).fill(255) };
const across = place(2, 1, { x: 0, y: 0, width: 640, height: 8 }, 640, 8);
const drawn = (steps: number): Uint8Array => tint(ramp, 2, 1, across, wide, { tones: tonesNamed("signed"), alpha: 1, steps }).data;

test("lines lie where the map passes a quarter, a half and three quarters, for and against, and against is dashed", () => {
  const [lined, without] = [drawn(8), drawn(0)];
  // values 0 … 1 between the cells' centres at 160 and 480: v = (x − 160) / 320 there
  const columns = new Set<number>();
  for (let p = 0; p < lined.length; p += 4) if (lined[p] !== without[p] || lined[p + 2] !== without[p + 2]) columns.add((p >> 2) % 640);
  const expected = [1, 2, 3, 5, 6, 7].map((eighth) => 160 + 40 * eighth);
  expect([...columns].every((x) => expected.some((at) => Math.abs(x + 0.5 - at) < 3))).toBe(true);
  expect(expected.every((at) => columns.has(at))).toBe(true);
  const changed = (x: number): number => Array.from({ length: 8 }, (_, y) => 4 * (640 * y + x)).filter((p) => lined[p] !== without[p] || lined[p + 2] !== without[p + 2]).length;
  expect(changed(360 - 160 + 40 * 4)).toBe(8); // ⅝: a whole line
  expect(changed(280)).toBeLessThan(8); // ⅜: not everywhere
});

test("alpha 0 is the photograph itself, lines and all", () => {
  const photo = { width: 20, height: 10, data: noiseBytes(4, 800) };
  const placement = place(7, 7, { x: 2, y: 1, width: 12, height: 6 }, 20, 10);
  const values = noiseFloats(3, 49).map((value) => 0.5 + value / 16);
  expect(tint(values, 7, 7, placement, photo, { tones: tonesNamed("signed"), alpha: 0, steps: 8 })).toEqual(photo);
});

test("a plateau exactly on a level is no line", () => {
  const photo = { width: 20, height: 10, data: noiseBytes(4, 800) };
  const placement = place(2, 2, { x: 0, y: 0, width: 20, height: 10 }, 20, 10);
  const [lined, plain] = [8, 0].map((steps) => tint(new Float32Array(4).fill(0.75), 2, 2, placement, photo, { tones: tonesNamed("signed"), alpha: 1, steps }));
  expect(lined).toEqual(plain);
});

test.each([
  ["map-shape", { values: new Float32Array(3) }],
  ["tones-shape", { tones: new Uint8Array(1024) }],
  ["alpha-out-of-range", { alpha: 1.5 }],
  ["image-shape", { height: 5 }],
  ["region-outside", { width: 2, height: 8 }],
])("refuses with %s", (code, wrong) => {
  const good = { values: new Float32Array(4), tones: tonesNamed("signed"), alpha: 0.5, width: 4, height: 4 };
  const { values, tones, alpha, width, height } = { ...good, ...wrong };
  const placement = place(2, 2, { x: 0, y: 0, width: 4, height: 4 }, 4, 4);
  expect(() => tint(values, 2, 2, placement, { width, height, data: new Uint8Array(64) }, { tones, alpha, steps: 8 })).toThrow(expect.objectContaining({ code }));
});
