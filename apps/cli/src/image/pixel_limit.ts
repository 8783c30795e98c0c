// How large a picture may be: known from its header, before memory is taken for it.
import { imageError } from "../errors/errors.ts";

/** Pillow warns of a "decompression bomb" above this many pixels: a quarter of a GiB of RGB, 1024³ / 4 / 3. */
export const pixelLimit = 89_478_485;

/** @throws ImageError "image-too-large", naming the size and the limit. */
export function refuseLargerThan(limit: number, { width, height }: { readonly width: number; readonly height: number }): void {
  const pixels = width * height;
  if (pixels <= limit) return;
  throw imageError("image-too-large",
    `The picture has ${width}×${height} = ${pixels.toLocaleString("en")} pixels; the limit is ${limit.toLocaleString("en")}. ` +
    "Make it smaller: networks look at some hundred pixels each way.");
}
