// What an image file says about itself, read and judged before a single pixel is decoded.
import { readJpegHeader, type JpegHeader } from "@camlucida/cam";
import { imageError } from "../errors/errors.ts";
import { type PngHeader, readPngHeader } from "./png_chunks.ts";
import { adviceFor, sniff } from "./sniff.ts";

export type Header = PngHeader | JpegHeader;

/** Pillow warns of a "decompression bomb" above this many pixels: a quarter of a GiB of RGB, 1024³ / 4 / 3. */
export const pixelLimit = 89_478_485;

/**
 * Reads the header of a PNG or JPEG and refuses what is too large to decode.
 * A 16-bit PNG may have half as many pixels: each costs twice the memory while it is decoded.
 * @throws ImageError "image-empty", "image-not-an-image", "image-truncated", "image-corrupt", "image-unsupported" or
 * "image-too-large".
 */
export function readHeader(bytes: Uint8Array): Header {
  const header = readAnyHeader(bytes);
  const limit = header.format === "png" && header.depth === 16 ? Math.floor(pixelLimit / 2) : pixelLimit;
  refuseLargerThan(limit, header);
  return header;
}

function readAnyHeader(bytes: Uint8Array): Header {
  if (bytes.length === 0) throw imageError("image-empty", "The file is empty (0 bytes). Copy or download it again.");
  const kind = sniff(bytes);
  if (kind === "PNG") return readPngHeader(bytes);
  if (kind === "JPEG") return readJpegHeader(bytes);
  throw imageError("image-not-an-image", `Not a PNG or JPEG: ${adviceFor(kind)}.`);
}

/** @throws ImageError "image-too-large", naming the size and the limit. */
export function refuseLargerThan(limit: number, { width, height }: { readonly width: number; readonly height: number }): void {
  const pixels = width * height;
  if (pixels <= limit) return;
  throw imageError("image-too-large",
    `The picture has ${width}×${height} = ${pixels.toLocaleString("en")} pixels; the limit is ${limit.toLocaleString("en")}. ` +
    "Make it smaller: the network looks at 224×224 pixels of it.");
}
