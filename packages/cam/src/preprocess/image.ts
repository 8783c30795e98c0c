// A photograph, and arrays against the shapes they are said to have: checked at the door, so that the loops inside need not.
import { ImageError } from "../errors/errors.ts";

/** A decoded photograph, upright (EXIF orientation already applied). */
export interface Image {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly data: Uint8Array; // [H, W, 4] RGBA, 0…255 sRGB
}

/** OpenCV reads no longer side either (CV_IO_MAX_IMAGE_WIDTH). It bounds what a 1-pixel-wide picture can cost. */
const longestSide = 2 ** 20; // pixels

/** 89 megapixels of RGB: the largest array that a resize may make. */
const mostSamples = 2 ** 28;

/** @throws ImageError "image-side" unless every side is a whole number of pixels from 1 to `longestSide`. */
export function requireSides(what: string, ...sides: readonly number[]): void {
  for (const side of sides) {
    if (Number.isInteger(side) && side >= 1 && side <= longestSide) continue;
    const expected = `expected a whole number from 1 to ${longestSide}`;
    throw new ImageError("image-side", `${what} has a side of ${side} pixels; ${expected}. Scale or crop the picture first.`);
  }
}

/** @throws ImageError "image-samples" if an array of this shape would be larger than any picture needs. */
export function requireRoom(what: string, ...shape: readonly number[]): void {
  const samples = shape.reduce((product, size) => product * size, 1);
  if (samples <= mostSamples) return;
  const made = `[${shape.join(", ")}], ${samples} samples`;
  throw new ImageError("image-samples", `${what} would be ${made}; at most ${mostSamples} are made at once.`);
}

/** @throws ImageError "image-shape" unless `length` samples are just what a `[height, width, channels]` array holds. */
export function requireShape(what: string, length: number, height: number, width: number, channels: number): void {
  requireSides(what, height, width);
  if (length === height * width * channels) return;
  const expected = `[${height}, ${width}, ${channels}] needs ${height * width * channels}`;
  throw new ImageError("image-shape", `${what} holds ${length} samples; ${expected}. Are width and height the right way round?`);
}

/** @throws ImageError unless the photograph's data are `[H, W, 4]`. */
export function requireImage(image: Image): void {
  requireShape("the photograph", image.data.length, image.height, image.width, 4);
}
