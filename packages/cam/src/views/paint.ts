// A heatmap laid over a photograph, in whole numbers so that every machine gets the same picture.
//
//   level = floor(255·v + ½), clamped to 0…255; both operations are rounded to float32
//   t = α·a                                     α = round(255·alpha), a = the colour's own alpha: 0…65025
//   out = (photo·(65025 − t) + colour·t + 32512) div 65025
//
// That is photo + (colour − photo)·(α/255)·(a/255), rounded to the nearest level; 65025 is odd, so there are no ties.
// The numerator stays below 2²⁴ and so fits an i32 or u32. The photograph's own alpha is kept.
//
// Enlarged (upsample.ts), coloured and laid over in one pass over the pixels: three arrays of the photograph's size need not be written
// and read again.
//
// Shapes    values [h, w] float32, photograph [H, W, 4] → [H, W, 4]; outside the placement's box the photograph stays as it is.
import type { ColourMap } from "../colours/colour_maps.ts";
import { ImageError, requireImage, type Image, type Region } from "../preprocess/image.ts";
import { ViewError } from "./scale.ts";
import { rowsAlongX } from "../preprocess/resample/opencv.ts";
import { requireMap, type Placement } from "./upsample.ts";

/** Which colours, and how strongly they cover the photograph. */
export interface Paint {
  readonly colourMap: ColourMap; // [256, 4]
  readonly alpha: number; // 0 (photograph) … 1 (colours)
}

/**
 * Lays the colours of a map over a photograph, as strongly as `alpha` says.
 * @param values [mapHeight, mapWidth] 0…1
 * @param placement of a map of that size in a photograph of this size
 * @returns a new picture; the photograph is left alone
 * @throws ViewError "map-shape", "colour-map-shape", "alpha-out-of-range"; ImageError "image-shape", "image-side", "region-outside"
 * @example
 * ```ts
 * import { colourMapNamed, paint, place } from "@camlucida/cam";
 *
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

export const full = 255 * 255;

/** An overlay's strength 0…1 as a level 0…255. @throws ViewError "alpha-out-of-range" for anything else. */
export function alphaLevel(alpha: number): number {
  if (alpha >= 0 && alpha <= 1) return Math.round(255 * alpha);
  throw new ViewError("alpha-out-of-range", `the overlay's alpha is ${alpha}; expected 0 (photograph) to 1 (colours).`);
}

export function requireBox({ x, y, width, height }: Region, image: Image): void {
  const whole = [x, y, width, height].every((value) => Number.isInteger(value) && value >= 0);
  if (whole && x + width <= image.width && y + height <= image.height) return;
  const [where, size] = [`${width} × ${height} at (${x}, ${y})`, `${image.width} × ${image.height}`];
  throw new ImageError("region-outside", `the box ${where} is no part of a photograph of ${size} pixels.`);
}

/** What a level leaves of the photograph and what it adds to each channel, in 1/65025, and half a level for rounding. [256, 4] */
function blendTable({ colourMap, alpha }: Paint): Float64Array {
  if (colourMap.length !== 256 * 4) {
    throw new ViewError("colour-map-shape", `the colour map holds ${colourMap.length} numbers; [256, 4] RGBA needs 1024.`);
  }
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
