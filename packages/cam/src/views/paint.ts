// A heatmap laid over a photograph, in whole numbers so that every machine gets the same picture.
//
//   level = floor(255·v + ½), clamped to 0…255; both operations are rounded to float32
//   t = α·a                                     α = round(255·alpha), a = the colour's own alpha: 0…65025
//   out = (photo·(65025 − t) + colour·t + 32512) div 65025
//
// That is photo + (colour − photo)·(α/255)·(a/255), rounded to the nearest level; 65025 is odd, so there are no ties.
// The numerator stays below 2²⁴ and so fits an i32 or u32. The photograph's own alpha is kept.
//
// First one step at a time: values [n] → levels [n] → colours [n, 4] → overlay. Then `paint`, upsample.ts and these in one pass over the
// pixels, to the bit: three arrays of the photograph's size that need not be written and read again.
//
// Shapes    values [h, w] float32, photograph [H, W, 4] → [H, W, 4]; outside the placement's box the photograph stays as it is.
import type { ColourMap } from "../colours/colour_maps.ts";
import { ImageError, requireImage, requireShape, type Image, type Region } from "../preprocess/image.ts";
import { ViewError } from "./scale.ts";
import { rowsAlongX } from "../preprocess/resample/opencv.ts";
import { requireMap, type Placement } from "./upsample.ts";

/** [n] 0…1 → [n] 0…255, half up. */
export function levelsOf(values: Float32Array): Uint8Array {
  const levels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const level = Math.floor(Math.fround(Math.fround(255 * values[i]!) + 0.5));
    levels[i] = Math.min(Math.max(level, 0), 255);
  }
  return levels;
}

/** [n] 0…255 → [n, 4] RGBA. @throws ViewError "colour-map-shape" unless the map is [256, 4]. */
export function colourise(levels: Uint8Array, colourMap: ColourMap): Uint8Array {
  requireColourMap(colourMap);
  const colours = new Uint8Array(levels.length * 4);
  for (let i = 0; i < levels.length; i++) {
    const entry = 4 * levels[i]!;
    colours[4 * i] = colourMap[entry]!;
    colours[4 * i + 1] = colourMap[entry + 1]!;
    colours[4 * i + 2] = colourMap[entry + 2]!;
    colours[4 * i + 3] = colourMap[entry + 3]!;
  }
  return colours;
}

/** @throws ViewError "colour-map-shape" unless the map is [256, 4]. */
function requireColourMap(colourMap: ColourMap): void {
  if (colourMap.length === 256 * 4) return;
  throw new ViewError("colour-map-shape", `the colour map holds ${colourMap.length} numbers; [256, 4] RGBA needs 1024.`);
}

export const full = 255 * 255;

/** An overlay's strength 0…1 as a level 0…255. @throws ViewError "alpha-out-of-range" for anything else. */
export function alphaLevel(alpha: number): number {
  if (alpha >= 0 && alpha <= 1) return Math.round(255 * alpha);
  throw new ViewError("alpha-out-of-range", `the overlay's alpha is ${alpha}; expected 0 (photograph) to 1 (colours).`);
}

/**
 * @param colours [box.height, box.width, 4] RGBA 0…255
 * @param box whole pixels of the photograph; may be empty
 * @param alpha 0…1
 * @throws ViewError "alpha-out-of-range"; ImageError "image-shape" or "region-outside" if the arrays do not fit
 */
export function overlay(image: Image, colours: Uint8Array, box: Region, alpha: number): Image {
  const strength = alphaLevel(alpha);
  requireImage(image);
  requireBox(box, image);
  const data = image.data.slice();
  if (box.width === 0 || box.height === 0) return { ...image, data };
  requireShape("the coloured map", colours.length, box.height, box.width, 4);
  for (let y = 0, i = 0; y < box.height; y++) {
    let p = 4 * ((box.y + y) * image.width + box.x);
    for (let x = 0; x < box.width; x++, i += 4, p += 4) {
      const t = strength * colours[i + 3]!;
      // Storing into a `Uint8Array` truncates the quotient: that is the formula's `div`.
      if (t === 0) continue; // the photograph as it is
      data[p] = ((full - t) * data[p]! + t * colours[i]! + (full >> 1)) / full;
      data[p + 1] = ((full - t) * data[p + 1]! + t * colours[i + 1]! + (full >> 1)) / full;
      data[p + 2] = ((full - t) * data[p + 2]! + t * colours[i + 2]! + (full >> 1)) / full;
    }
  }
  return { ...image, data };
}

export function requireBox({ x, y, width, height }: Region, image: Image): void {
  const whole = [x, y, width, height].every((value) => Number.isInteger(value) && value >= 0);
  if (whole && x + width <= image.width && y + height <= image.height) return;
  const [where, size] = [`${width} × ${height} at (${x}, ${y})`, `${image.width} × ${image.height}`];
  throw new ImageError("region-outside", `the box ${where} is no part of a photograph of ${size} pixels.`);
}

/** Which colours, and how strongly they cover the photograph. */
export interface Paint {
  readonly colourMap: ColourMap; // [256, 4]
  readonly alpha: number; // 0 (photograph) … 1 (colours)
}

/**
 * @param values [mapHeight, mapWidth] 0…1
 * @param placement of a map of that size in a photograph of this size
 * @returns a new picture; the photograph is left alone
 * @throws ViewError "map-shape", "colour-map-shape", "alpha-out-of-range"; ImageError "image-shape", "image-side", "region-outside"
 * @example
 * ```ts
 * const placement = place(1, 1, region, photo.width, photo.height);
 * const { width, height } = paint(Float32Array.of(0.5), 1, 1, placement, photo, { colourMap: colourMapNamed("jet"), alpha: 0.5 });
 * [width, height]; // → [photo.width, photo.height]
 * ```
 */
export function paint(values: Float32Array, mapWidth: number, mapHeight: number, { box, columns, rows }: Placement, image: Image, colours: Paint): Image {
  requireImage(image);
  requireMap(values, mapWidth, mapHeight);
  requireBox(box, image);
  const blend = blendTable(colours);
  const rowAt = rowsAlongX(values, mapWidth, 1, columns); // [box.width]
  const data = image.data.slice();
  for (let y = 0; y < box.height; y++) {
    const [above, below] = [rowAt(rows.indices[2 * y]!), rowAt(rows.indices[2 * y + 1]!)];
    const from = 4 * ((box.y + y) * image.width + box.x);
    paintRow(data.subarray(from, from + 4 * box.width), above, rows.weights[2 * y]!, below, rows.weights[2 * y + 1]!, blend);
  }
  return { ...image, data };
}

/** What a level leaves of the photograph and what it adds to each channel, in 1/65025, and half a level for rounding. [256, 4] */
function blendTable({ colourMap, alpha }: Paint): Float64Array {
  requireColourMap(colourMap);
  const strength = alphaLevel(alpha);
  const table = new Float64Array(colourMap.length);
  for (let entry = 0; entry < table.length; entry += 4) {
    const share = strength * colourMap[entry + 3]!;
    table[entry] = full - share;
    for (let c = 0; c < 3; c++) table[entry + 1 + c] = share * colourMap[entry + c]! + (full >> 1) + 0.5;
  }
  return table;
}

/** @param pixels [width, 4], changed; @param above and below [width] values; @param a and b their weights */
function paintRow(pixels: Uint8Array, above: Float32Array, a: number, below: Float32Array, b: number, blend: Float64Array): void {
  const { fround } = Math;
  for (let x = 0, p = 0; x < above.length; x++, p += 4) {
    const value = fround(fround(above[x]! * a) + fround(below[x]! * b));
    const entry = 4 * (Math.min(Math.max(fround(fround(255 * value) + 0.5), 0), 255) | 0);
    const keep = blend[entry]!;
    // Half of 1/65025 more than the formula's numerator: so that no product falls short of a whole number that it should reach.
    pixels[p] = ((keep * pixels[p]! + blend[entry + 1]!) * (1 / full)) | 0;
    pixels[p + 1] = ((keep * pixels[p + 1]! + blend[entry + 2]!) * (1 / full)) | 0;
    pixels[p + 2] = ((keep * pixels[p + 2]! + blend[entry + 3]!) * (1 / full)) | 0;
  }
}
