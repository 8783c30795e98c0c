import { runByReferences, type Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { unseen, type Tones } from "../colours/tones.ts";
import { Feed, type Image } from "../preprocess/image.ts";
import { noiseBytes, noiseFloats, both, largestDifference, levelsOf } from "../testing/pixels.ts";
import { inkAt, lineStyle } from "./contours.ts";
import { tint, tintStep, type Tint } from "./tint.ts";
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

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);

/** The most by which a channel changes from one level to the next. */
const largestStep = (tones: Tones): number =>
  Math.max(...Array.from({ length: 255 * 8 }, (_, at) => Math.abs((tones[at + 8] as number) - (tones[at] as number))));

function stepOf(values: Float32Array, mapWidth: number, image: Image, crop: number, how: Tint) {
  const region = { x: crop * image.width, y: crop * image.height, width: (1 - 2 * crop) * image.width, height: (1 - 2 * crop) * image.height };
  const placement = place(mapWidth, values.length / mapWidth, region, image.width, image.height);
  const feed = new Feed();
  const output = tintStep(feed, "picture", feed.input("values", [values.length], values), feed.photo(image), mapWidth, placement, how);
  return { feed, output, placement };
}

const photoOf = (width: number, height: number): Image => ({ width, height, data: noiseBytes(20, width * height * 4) });
const values = noiseFloats(3, 49).map((value) => 0.5 + value / 16);

withGpu.each([[1, 1], [1, 37], [7, 1], [9, 7], [65, 3], [53, 31], [224, 224], [1300, 17]])("a picture of %i × %i pixels", async (width, height) => {
  for (const [name, steps, crop, alpha] of [["signed", 8, 0, 1], ["signed", 8, 0.1, 0.6], ["warm", 4, 0, 0.8], ["turbo", 0, 0.2, 1]] as const) {
    const tones = tonesNamed(name);
    const { feed, output, placement } = stepOf(values, 7, photoOf(width, height), crop, { tones, alpha, steps });
    if (placement.box.width === 0 || placement.box.height === 0) continue;
    const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
    // A GPU may fuse multiplications and additions: a value at the edge of a level may cross it. Lines are computed in float32 there, in
    // doubles here: the dark one and the light one may each cover a level more or less.
    expect(largestDifference(onGpu, onCpu)).toBeLessThanOrEqual(largestStep(tones) + 2);
  }
});

withGpu("without lines and between levels, to the byte", async () => {
  const image = photoOf(64, 8);
  const levels = Float32Array.from({ length: 64 * 8 }, (_, at) => ((at % 256) + 0.3) / 255);
  const { feed, output } = stepOf(levels, 64, image, 0, { tones: tonesNamed("signed"), alpha: 0.7, steps: 0 });
  const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
  expect(onGpu).toEqual(onCpu);
});

withGpu("lines are drawn, dashed against, and plateaus have none", async () => {
  const image = photoOf(400, 300);
  const tones = tonesNamed("signed");
  const pictures = await Promise.all([8, 0].map(async (steps) => {
    const { feed, output } = stepOf(values, 7, image, 0, { tones, alpha: 1, steps });
    return both(gpu as Gpu, feed, output);
  }));
  const changed = (of: "onGpu" | "onCpu"): number => pictures[0]![of].filter((level, at) => level !== pictures[1]![of][at]).length;
  expect(changed("onCpu")).toBeGreaterThan(3000);
  expect(Math.abs(changed("onGpu") / changed("onCpu") - 1)).toBeLessThan(0.01);
  const { feed, output } = stepOf(new Float32Array(4).fill(0.75), 2, image, 0, { tones, alpha: 1, steps: 8 });
  const flat = await both(gpu as Gpu, feed, output);
  expect(flat.onGpu).toEqual(flat.onCpu);
});

test("the CPU reference is tint itself", () => {
  for (const crop of [0, 0.2]) {
    const how: Tint = { tones: tonesNamed("signed"), alpha: 0.9, steps: 8 };
    const { feed, output, placement } = stepOf(values, 7, photoOf(53, 31), crop, how);
    const expected = tint(values, 7, 7, placement, photoOf(53, 31), how).data;
    expect(largestDifference(runByReferences(feed.graph, [output], feed.inputs)["picture"]!, expected)).toBeLessThanOrEqual(1); // the slopes went through float32
  }
});
