// How many pixels a file of a format beyond PNG and JPEG declares, from its first bytes and for TIFF from its directory: an estimate for those that
// share out memory. What is read later is judged by its whole header.
import { Buffer } from "node:buffer";
import { viewOf } from "./damage.ts";
import type { PictureFormat } from "./formats.ts";

export type OtherFormat = Exclude<PictureFormat, "PNG" | "JPEG">;

/** @param start of the file; @param from the bytes from a position on, 10 of them at least unless the file ends before */
type Pixels = (start: Uint8Array, from: (position: number) => Promise<Uint8Array>) => number | Promise<number>;

/** 0 where the header is cut off. A container that does not show a size counts as too large to be told. */
export const pixelsOf: Readonly<Record<OtherFormat, Pixels>> = {
  WebP: (start) => (start.length < 30 ? 0 : webpPixels(viewOf(start))),
  AVIF: containerPixels,
  HEIC: containerPixels,
  GIF: (start) => (start.length < 10 ? 0 : viewOf(start).getUint16(6, true) * viewOf(start).getUint16(8, true)),
  BMP: (start) => (start.length < 26 ? 0 : bmpPixels(viewOf(start))),
  TIFF: async (start, from) => (start.length < 8 ? 0 : tiffPixels(start[0] === 0x49, await from(viewOf(start).getUint32(4, start[0] === 0x49)))),
};

const [extended, lossless] = [0x56503858, 0x5650384c]; // "VP8X", "VP8L"

function webpPixels(view: DataView): number {
  const kind = view.getUint32(12);
  if (kind === extended) return (1 + (view.getUint32(24, true) & 0xffffff)) * (1 + (view.getUint32(26, true) >>> 8));
  if (kind !== lossless) return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
  const bits = view.getUint32(21, true);
  return (1 + (bits & 0x3fff)) * (1 + ((bits >>> 14) & 0x3fff));
}

/** The largest of all that are in it: the picture itself, not one of its tiles. */
function containerPixels(start: Uint8Array): number {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  let largest = 0;
  for (let at = bytes.indexOf("ispe"); at >= 0 && at + 16 <= bytes.length; at = bytes.indexOf("ispe", at + 4)) {
    largest = Math.max(largest, bytes.readUInt32BE(at + 8) * bytes.readUInt32BE(at + 12));
  }
  return largest;
}

const bmpPixels = (view: DataView): number =>
  (view.getUint32(14, true) === 12 ? view.getUint16(18, true) * view.getUint16(20, true) : view.getInt32(18, true) * Math.abs(view.getInt32(22, true)));

/** Its directory: entries of 12 bytes, width and height among the first. */
function tiffPixels(littleEndian: boolean, directory: Uint8Array): number {
  const view = viewOf(directory);
  const valueOf = (tag: number): number => {
    for (let at = 2; at + 12 <= directory.length; at += 12) {
      if (view.getUint16(at, littleEndian) === tag) return view.getUint16(at + 2, littleEndian) === 3 ? view.getUint16(at + 8, littleEndian) : view.getUint32(at + 8, littleEndian);
    }
    return 0;
  };
  return valueOf(256) * valueOf(257);
}
