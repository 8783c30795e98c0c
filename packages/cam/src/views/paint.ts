// Values 0…1 of a small map laid over a photograph as colours: upsample.ts, colour.ts and overlay.ts in one pass over the pixels, to
// the bit. Three arrays of the photograph's size that nobody has to write and read again.
//
// Shapes    values [h, w] float32, photograph [H, W, 4] → [H, W, 4]; outside the placement's box the photograph stays as it is.
import type { ColourMap } from "../colours/colour_maps.ts";
import type { Image } from "../preprocess/image.ts";
import { rowsAlongX } from "../preprocess/resample/opencv.ts";
import { requireImage } from "../preprocess/shape.ts";
import { requireColourMap } from "./colour.ts";
import { alphaLevel, full, requireBox } from "./overlay.ts";
import { requireMap, type Placement } from "./upsample.ts";

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
