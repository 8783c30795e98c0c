// A photograph, its regions, and its way into a graph. Arrays are held against the shapes they are said to have at the door, so that
// the loops inside need not.
import { CamlucidaError, Graph, type Data, type Value } from "@camlucida/tensor";

/**
 * Pixels whose number or size is not what they are said to be, or is more than is read.
 * @example
 * ```ts
 * import { ImageError, imagenetPreprocessing, preprocess } from "@camlucida/cam";
 *
 * try {
 *   preprocess({ width: 2, height: 2, data: new Uint8Array(3) }, imagenetPreprocessing, "squash");
 * } catch (error) {
 *   if (error instanceof ImageError) error.code; // → "image-shape"
 * }
 * ```
 */
export class ImageError extends CamlucidaError {}

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

/** A rectangle in the photograph's pixels; corners may fall between pixels. Pixel (i, j) covers [i, i+1) × [j, j+1). */
export interface Region {
  readonly x: number; // left edge
  readonly y: number; // top edge
  readonly width: number;
  readonly height: number;
}

/** @throws ImageError "region-outside" unless the region is a non-empty part of a `width` × `height` picture. */
export function requireRegion({ x, y, width, height }: Region, imageWidth: number, imageHeight: number): void {
  // A crop's edges are quotients of doubles: let them pass the picture's edge by their rounding, never by a visible part.
  const slack = 1e-6;
  const inside = x >= -slack && y >= -slack && x + width <= imageWidth + slack && y + height <= imageHeight + slack;
  if (inside && width > 0 && height > 0) return;
  const [region, size] = [`${width} × ${height} at (${x}, ${y})`, `${imageWidth} × ${imageHeight}`];
  throw new ImageError("region-outside", `the region ${region} is no part of a picture of ${size} pixels.`);
}

/** The pixels whose centres lie in the region: whole numbers, possibly none (a sliver between two centres). */
export function pixelsIn(region: Region, imageWidth: number, imageHeight: number): Region {
  requireRegion(region, imageWidth, imageHeight);
  // The centre i + ½ lies in [x, x + width) for i from ceil(x − ½) up to, not including, ceil(x + width − ½).
  const left = Math.max(0, Math.ceil(region.x - 0.5));
  const top = Math.max(0, Math.ceil(region.y - 0.5));
  const right = Math.min(imageWidth, Math.ceil(region.x + region.width - 0.5));
  const bottom = Math.min(imageHeight, Math.ceil(region.y + region.height - 0.5));
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** Rounds to the nearest whole number, ties to the even one, as C's `rint` and Python's `round` do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Workgroups of 8 × 8 invocations, one invocation per pixel. */
export const pixelGrid = (width: number, height: number): [number, number, number] => [Math.ceil(width / 8), Math.ceil(height / 8), 1];

/** A graph under construction: each input is declared together with the data that it will hold. */
export class Feed {
  readonly graph = new Graph();
  readonly inputs: Record<string, Data> = {};

  /** @param data [shape], float32 or u8 */
  input(name: string, shape: readonly number[], data: Data): Value {
    this.inputs[name] = data;
    return this.graph.input(name, shape, data instanceof Float32Array ? "f32" : "u8");
  }

  photo({ width, height, data }: Image): Value {
    // A plain view: the caller's may be a subclass (Node's Buffer), whose `slice` does not copy.
    return this.input("photo", [height, width, 4], new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
}
