// How many bytes a picture's pixels will take, [H, W, 4] u8 (what decoding it takes, where that is far more), from the first bytes of its file: known before it is read as a whole.
import { open, stat, type FileHandle } from "node:fs/promises";
import type { Input } from "../files/inputs.ts";
import { cmykPixelBytes, cmykPixelLimit } from "./jpeg.ts";
import { isRead } from "./formats.ts";
import { sniff } from "./header.ts";
import { type OtherFormat, pixelsOf } from "./pixels_of.ts";
import { pixelLimit } from "./pixel_limit.ts";

/** Enough for the segments before the size in most photographs, a thumbnail among them. */
const windowBytes = 1 << 16;

/** A JPEG that says its size behind more segments is taken for the largest there is. */
const mostSegments = 10_000;

const largest = 4 * pixelLimit;

/**
 * Never rejects. 0 for what holds no picture that would be decoded, which whoever reads it will tell; the largest picture there
 * may be for what does not show its size, as neither standard input nor a server does.
 */
export async function decodedBytes(input: Input): Promise<number> {
  if (input.kind === "stdin" || input.kind === "url") return largest;
  if (input.kind !== "file") return 0;
  try {
    return await bytesOf(input.path);
  } catch {
    return 0;
  }
}

/** Windows that nobody looks through: a new one for each of many pictures would be much to collect. */
const spare: Uint8Array<ArrayBuffer>[] = [];

async function bytesOf(path: string): Promise<number> {
  if (!(await stat(path)).isFile()) return 0; // opening a pipe would wait for its writer
  const file = await open(path);
  const buffer = spare.pop() ?? new Uint8Array(windowBytes);
  try {
    const from = readerOf(file, buffer);
    const start = await from(0);
    const kind = sniff(start);
    if (kind === "PNG") return bytesFor(pngPixels(start), 4, pixelLimit);
    if (kind === "JPEG") return await jpegBytes(from);
    return isRead(kind) ? bytesFor(await pixelsOf[kind](start, from), bytesOfPixel[kind], pixelLimit) : 0;
  } finally {
    spare.push(buffer);
    await file.close();
  }
}

/** While it is decoded, at most: AVIF, HEIC and WebP within a decoder's own memory. */
const bytesOfPixel: Readonly<Record<OtherFormat, number>> = { WebP: 12, AVIF: 20, GIF: 5, BMP: 4, TIFF: 8, HEIC: 16 };

/** A larger one is refused by its header. */
const bytesFor = (pixels: number, bytes: number, limit: number): number => (pixels > limit ? 0 : bytes * pixels);

/** The file's bytes from a position on: 10 at least, unless it ends before. */
type From = (position: number) => Promise<Uint8Array>;

/** @param spareBuffer for the first window, which is enough in most files */
function readerOf(file: FileHandle, spareBuffer: Uint8Array<ArrayBuffer>): From {
  let window = new Uint8Array();
  let first = 0; // where it lies in the file
  return async (position) => {
    if (position < first || position + 10 > first + window.length) {
      const buffer = window.length === 0 ? spareBuffer : new Uint8Array(windowBytes);
      const { bytesRead } = await file.read(buffer, 0, windowBytes, position);
      [window, first] = [buffer.subarray(0, bytesRead), position];
    }
    return window.subarray(position - first);
  };
}

/** IHDR comes first: its width and height are the bytes 16 to 23. */
function pngPixels(start: Uint8Array): number {
  if (start.length < 24) return 0;
  const view = viewOf(start);
  return view.getUint32(16) * view.getUint32(20);
}

/** From segment to segment, until the frame header. */
async function jpegBytes(from: From): Promise<number> {
  for (let at = 2, segments = 0; segments < mostSegments; segments++) {
    const bytes = await from(at);
    if (bytes.length < 10) return 0;
    const marker = markerIn(bytes); // behind it: length u16, precision u8, height u16, width u16, components u8
    if (marker + 9 > bytes.length) {
      at += marker - 1;
      continue;
    }
    const view = viewOf(bytes.subarray(marker + 1));
    if (isFrame(bytes[marker])) {
      const pixels = view.getUint16(3) * view.getUint16(5);
      return view.getUint8(7) === 4 ? bytesFor(pixels, cmykPixelBytes, cmykPixelLimit) : bytesFor(pixels, 4, pixelLimit);
    }
    at += marker + 1 + (standsAlone(bytes[marker]) ? 0 : view.getUint16(0));
  }
  return largest;
}

/** The index of the next marker's second byte; the length of what was searched in vain. */
function markerIn(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) at++;
    if (bytes[at] !== 0) return at;
  }
  return bytes.length;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** SOF0…SOF15, without DHT, JPG and DAC, which lie in between. */
const isFrame = (marker = 0): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const standsAlone = (marker = 0): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
