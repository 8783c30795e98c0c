// PNG → [H, W, 4] RGBA u8, pixel for pixel what cv2.imread(path, IMREAD_COLOR) gives: greyscale is repeated, a palette
// looked up, 16 bits are cut to the high byte, and alpha is DROPPED, not composited: the colours beneath it show.
// Gamma, colour profiles and tRNS are ignored, as there. The decoding itself is pngjs.
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import type { Image } from "@camlucida/cam";
import { PNG } from "pngjs";
import { imageError, type ImageError, messageOf, systemCode } from "../errors/errors.ts";
import type { PngHeader } from "./png_chunks.ts";

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** DEFLATE cannot expand a byte into more than 1032 (258 bytes per 2 bits, RFC 1951 §3.2.5). */
const largestExpansion = 1032;

/**
 * Decodes a PNG whose header was read and found small enough.
 * @throws ImageError "image-truncated" or "image-corrupt".
 */
export function decodePng(header: PngHeader): Image {
  checkData(header);
  try {
    // Only critical chunks reach the decoder: tRNS would make it erase colours, and it rejects what follows IEND.
    const file = Buffer.concat([signature, ...header.critical]);
    const decoded = PNG.sync.read(file, { skipRescale: header.depth === 16 });
    return { width: header.width, height: header.height, data: opaqueBytes(decoded.data) };
  } catch (error) {
    throw imageError("image-corrupt", `The PNG is damaged: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * The data must expand to exactly what the header declares, and memory must follow the header, not the data.
 * pngjs is not trusted with either: its own inflater reads past short data in Deno, and has no bound where interlaced.
 */
function checkData(header: PngHeader): void {
  const data = header.critical.filter(isImageData).map((chunk) => chunk.subarray(8, -4)); // without length, type and CRC
  const compressed = data.reduce((sum, part) => sum + part.length, 0);
  const expected = filteredBytes(header);
  if (compressed * largestExpansion < expected) throw tooShort(header); // before memory is reserved for it
  const expanded = expandedBytes(Buffer.concat(data), expected);
  if (expanded < expected) throw tooShort(header);
}

function expandedBytes(compressed: Uint8Array, limit: number): number {
  try {
    return inflateSync(compressed, { maxOutputLength: limit }).length;
  } catch (error) {
    const tooLong = systemCode(error) === "ERR_BUFFER_TOO_LARGE";
    const reason = tooLong ? `data for more than the ${limit} bytes its header declares` : messageOf(error);
    throw imageError("image-corrupt", `The PNG is damaged: ${reason}.`, { cause: error });
  }
}

function isImageData(chunk: Uint8Array): boolean {
  return String.fromCharCode(...chunk.subarray(4, 8)) === "IDAT";
}

function tooShort({ width, height }: PngHeader): ImageError {
  return imageError("image-truncated", `The PNG's data are too few for ${width}×${height} pixels. Copy or download it again.`);
}

/** How many bytes the image data expand to: one filter byte and the packed samples per row, of one image or of seven (Adam7). */
export function filteredBytes({ width, height, depth, channels, interlaced }: PngHeader): number {
  const bytes = (w: number, h: number): number => (w === 0 || h === 0 ? 0 : (1 + Math.ceil((w * depth * channels) / 8)) * h);
  if (!interlaced) return bytes(width, height);
  return adam7.reduce((sum, [x, y, dx, dy]) => sum + bytes(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)), 0);
}

/** First column, first row, column step and row step of the seven passes (PNG §8.1). */
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

/** RGBA samples, 8 or 16 bits → RGBA bytes with alpha 255. @param samples Uint8Array or Uint16Array, [H, W, 4]. */
function opaqueBytes(samples: unknown): Uint8Array {
  const bytes = samples instanceof Uint16Array ? highBytes(samples) : bytesOf(samples);
  for (let i = 3; i < bytes.length; i += 4) bytes[i] = 255;
  return bytes;
}

/** OpenCV cuts 16 bits to the high byte (png_set_strip_16); Pillow and pngjs would round. */
function highBytes(samples: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (samples[i] ?? 0) >> 8; // Uint8Array.from would list every number first
  return bytes;
}

function bytesOf(samples: unknown): Uint8Array {
  if (!(samples instanceof Uint8Array)) throw new TypeError("the decoder returned no pixels");
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
