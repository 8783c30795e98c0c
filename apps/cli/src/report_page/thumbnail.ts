// One picture, small: what a gallery of thousands shows.
import { type Image, resizePillow } from "@camlucida/cam";
import { readRegular } from "../files/regular.ts";
import { decodePicture } from "../image/decode.ts";
import { encodeJpeg } from "../image/encode.ts";

const longestSide = 160; // pixels
const quality = 80; // of 100: a thumbnail has some 4 kB
const sizeLimit = 512 * 1024 * 1024; // bytes of the picture's file

/** @returns a JPEG of at most 160×160 pixels. @throws ImageError; the system's error for what is not there or may not be read */
export async function thumbnailOf(path: string): Promise<Uint8Array> {
  const { image } = await decodePicture(await readRegular(path, sizeLimit));
  return encodeJpeg(smaller(image), quality);
}

/** Squeezed into the square, never enlarged. */
export function smaller({ width, height, data }: Image): Image {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const colours = resizePillow(data, width, height, 4, size.width, size.height); // [height, width, 3]
  const pixels = new Uint8Array(4 * size.width * size.height).fill(255);
  for (let from = 0, to = 0; from < colours.length; from += 3, to += 4) pixels.set(colours.subarray(from, from + 3), to);
  return { ...size, data: pixels };
}
