// A heatmap laid over a photograph, in whole numbers so that every machine gets the same picture.
//
//   t = α·a                                     α = round(255·alpha), a = the colour's own alpha: 0…65025
//   out = (photo·(65025 − t) + colour·t + 32512) div 65025
//
// That is photo + (colour − photo)·(α/255)·(a/255), rounded to the nearest level; 65025 is odd, so there are no ties.
// The numerator stays below 2²⁴ and so fits an i32 or u32. The photograph's own alpha is kept.
//
// Shapes    photograph [H, W, 4]; colours [box.height, box.width, 4] RGBA; outside the box the photograph stays as it is.
import { ImageError, ViewError } from "../errors/errors.ts";
import type { Image } from "../preprocess/image.ts";
import type { Region } from "../preprocess/region.ts";
import { requireImage, requireShape } from "../preprocess/shape.ts";

export const full = 255 * 255;

/** An overlay's strength 0…1 as a level 0…255. Throws `ViewError` "alpha-out-of-range" for anything else. */
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
