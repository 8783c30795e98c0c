// What a BMP says of itself: its size, how its pixels are stored, its palette, and where they begin.
// Source: Windows GDI, BITMAPFILEHEADER, BITMAPCOREHEADER and BITMAPINFOHEADER to BITMAPV5HEADER.
import { corrupt, needBytes, unsupported, viewOf } from "./damage.ts";

export interface BmpHeader {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly topDown: boolean;
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32; // of a pixel
  readonly runs: boolean; // run-length encoded
  readonly masks: readonly [red: number, green: number, blue: number]; // of a pixel's bits, where it has 16 or more
  readonly palette: Uint8Array; // [colours, entryBytes]: blue, green, red, and a byte that means nothing
  readonly entryBytes: 3 | 4;
  readonly offset: number; // of the pixels, in the file
}

const fileHeader = 14; // bytes
const core = 12; // bytes of the oldest header, which has sizes of 16 bits
const later = [40, 52, 56, 64, 108, 124]; // bytes
const [rle8, rle4, bitFields] = [1, 2, 3];

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  needBytes("BMP", bytes, fileHeader + core);
  const view = viewOf(bytes);
  const length = view.getUint32(fileHeader, true);
  if (length !== core && !later.includes(length)) throw unsupported("BMP", `a header of ${length} bytes`);
  needBytes("BMP", bytes, fileHeader + length);
  return length === core ? readCore(bytes, view) : readLater(bytes, view, length);
}

function readCore(bytes: Uint8Array, view: DataView): BmpHeader {
  const size = requireSize(view.getUint16(18, true), view.getUint16(20, true));
  const bits = bitsOf(view.getUint16(24, true));
  const end = fileHeader + core;
  const palette = bits <= 8 ? bytes.subarray(end, end + 3 * 2 ** bits) : new Uint8Array();
  const offset = view.getUint32(10, true) || end + palette.length;
  return { ...size, bits, topDown: false, runs: false, masks: usualMasks(bits), palette, entryBytes: 3, offset };
}

function readLater(bytes: Uint8Array, view: DataView, length: number): BmpHeader {
  const stored = view.getInt32(22, true);
  const size = requireSize(view.getInt32(18, true), Math.abs(stored));
  const bits = bitsOf(view.getUint16(28, true));
  const compression = view.getUint32(30, true);
  const runs = compression === rle8 || compression === rle4;
  if (compression > bitFields) throw unsupported("BMP", `the compression ${compression}`);
  if (runs && bits !== (compression === rle8 ? 8 : 4)) throw corrupt("BMP", `run lengths of ${bits}-bit pixels, which there are not`);
  const end = fileHeader + length + (compression === bitFields && length === 40 ? 12 : 0);
  const count = Math.min(256, view.getUint32(46, true) || 2 ** bits);
  const palette = bits <= 8 ? bytes.subarray(end, end + 4 * count) : new Uint8Array();
  const said = view.getUint32(10, true);
  const offset = said === 0 || (bits <= 8 && said === fileHeader + length) ? end + palette.length : said;
  const masks = compression === bitFields ? masksOf(bytes, bits) : usualMasks(bits);
  return { ...size, bits, topDown: stored < 0, runs, masks, palette, entryBytes: 4, offset };
}

function requireSize(width: number, height: number): Pick<BmpHeader, "width" | "height"> {
  if (width <= 0 || height <= 0) throw corrupt("BMP", `its header declares ${width}×${height} pixels`);
  return { width, height };
}

function bitsOf(value: number): BmpHeader["bits"] {
  if (value === 1 || value === 4 || value === 8 || value === 16 || value === 24 || value === 32) return value;
  throw unsupported("BMP", `pixels of ${value} bits`);
}

const usualMasks = (bits: BmpHeader["bits"]): BmpHeader["masks"] => (bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0xff00, 0xff]);

/** They lie behind the first 40 bytes, within the header or after it. Where all are 0 the usual ones are meant. */
function masksOf(bytes: Uint8Array, bits: BmpHeader["bits"]): BmpHeader["masks"] {
  if (bits <= 8) throw unsupported("BMP", `bit fields in pixels of ${bits} bits`);
  needBytes("BMP", bytes, fileHeader + 52);
  const view = viewOf(bytes.subarray(fileHeader + 40));
  const masks = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)] as const;
  if (masks.every((mask) => mask === 0)) return usualMasks(bits);
  if (!masks.every(isMask)) throw unsupported("BMP", `the bit fields ${masks.map((mask) => mask.toString(16)).join(", ")}`);
  return masks;
}

/** Bits beside one another: 1 at least, 16 at most. */
function isMask(mask: number): boolean {
  const lowest = 31 - Math.clz32(mask & -mask);
  const range = mask >>> Math.max(0, lowest);
  return mask !== 0 && (range & (range + 1)) === 0 && range <= 0xffff;
}
