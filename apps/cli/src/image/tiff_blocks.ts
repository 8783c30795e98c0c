// One strip or tile of a TIFF → its samples, a byte each: unpacked into memory of the size that the header declares, of 16 bits the high byte.
import { readJpegHeader } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import { messageOf, systemCode } from "../errors/errors.ts";
import { corrupt, dataTooShort, viewOf } from "./damage.ts";
import { decodeJpeg } from "./jpeg.ts";
import { decodeLzw, largestLzwExpansion, type LzwCodes, UnknownCode } from "./lzw.ts";
import type { TiffLayout } from "./tiff_layout.ts";

/**
 * @param rows of the block that belong to the picture
 * @param samples of a pixel in this block: 1 where each lies apart
 * @returns [rows, block width, samples]; of fewer than 8 bits as they are stored, of 16 the high byte
 * @throws ImageError "image-truncated" or "image-corrupt"
 */
export async function samplesOf(stored: Uint8Array, layout: TiffLayout, rows: number, samples: number): Promise<Uint8Array> {
  if (layout.compression === "JPEG") return fromJpeg(stored, layout, rows);
  const { width, height } = layout.block;
  const rowBytes = Math.ceil((width * samples * layout.bits) / 8);
  const unpacked = unpack(layout.bitsReversed ? reversed(stored) : stored, layout, rowBytes * rows, rowBytes * height);
  if (layout.bits < 8) return spread(unpacked, layout.bits, rows, width * samples);
  if (layout.bits === 8) return layout.differences ? summed(unpacked, rowBytes, samples) : unpacked;
  return highBytes(unpacked, layout, rowBytes, samples);
}

/** @param most bytes, of a block that reaches beyond the picture */
function unpack(stored: Uint8Array, layout: TiffLayout, expected: number, most: number): Uint8Array {
  switch (layout.compression) {
    case "none": return atLeast(stored, expected, layout);
    case "Deflate": return atLeast(inflated(stored, most), expected, layout);
    case "LZW": return fromLzw(stored, expected, layout);
    default: return fromPackBits(stored, expected, layout);
  }
}

function atLeast(found: Uint8Array, expected: number, layout: TiffLayout): Uint8Array {
  if (found.length < expected) throw dataTooShort("TIFF", layout);
  return found.subarray(0, expected);
}

function inflated(stored: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(stored, { maxOutputLength: most });
  } catch (error) {
    const tooLong = systemCode(error) === "ERR_BUFFER_TOO_LARGE";
    throw corrupt("TIFF", tooLong ? `a strip of more than the ${most} bytes its header declares` : messageOf(error), { cause: error });
  }
}

function fromLzw(stored: Uint8Array, expected: number, layout: TiffLayout): Uint8Array {
  if (stored.length * largestLzwExpansion < expected) throw dataTooShort("TIFF", layout); // before memory is taken for it
  if (stored[0] === 0 && ((stored[1] ?? 0) & 1) === 1) throw corrupt("TIFF", "its LZW data are of the form before TIFF 5.0");
  const out = new Uint8Array(expected);
  try {
    return atLeast(out.subarray(0, decodeLzw(codesOf(stored), out)), expected, layout);
  } catch (error) {
    if (error instanceof UnknownCode) throw corrupt("TIFF", error.message, { cause: error });
    throw error;
  }
}

/** Codes lie in the bytes from their highest bit down, and grow one code early. */
function codesOf(data: Uint8Array): LzwCodes {
  let [at, held, bits] = [0, 0, 0];
  const next = (width: number): number => {
    while (bits < width) {
      if (at === data.length) return -1;
      held = ((held << 8) | (data[at++] as number)) & 0xfffff;
      bits += 8;
    }
    bits -= width;
    return (held >>> bits) & ((1 << width) - 1);
  };
  return { rootBits: 8, early: 1, next };
}

function fromPackBits(stored: Uint8Array, expected: number, layout: TiffLayout): Uint8Array {
  if (stored.length * 64 < expected) throw dataTooShort("TIFF", layout); // 128 bytes of 2 at most
  const out = new Uint8Array(expected);
  let to = 0;
  for (let at = 0; at < stored.length && to < expected; ) {
    const head = ((stored[at++] as number) << 24) >> 24;
    if (head >= 0) {
      const part = stored.subarray(at, Math.min(at + head + 1, at + expected - to));
      out.set(part, to);
      [at, to] = [at + head + 1, to + part.length];
    } else if (head > -128) {
      if (at === stored.length) break;
      out.fill(stored[at++] as number, to, to + 1 - head);
      to = Math.min(expected, to + 1 - head);
    }
  }
  return atLeast(out.subarray(0, to), expected, layout);
}

const mirrored = Uint8Array.from({ length: 256 }, (_, byte) => Array.from({ length: 8 }, (_bit, at) => ((byte >> at) & 1) << (7 - at)).reduce((sum, bit) => sum | bit, 0));

const reversed = (stored: Uint8Array): Uint8Array => new Uint8Array(stored).map((byte) => mirrored[byte] as number);

/** Rows of samples of a few bits, each row begun with a byte → a byte each. */
function spread(packed: Uint8Array, bits: number, rows: number, perRow: number): Uint8Array {
  const out = new Uint8Array(rows * perRow);
  const rowBytes = Math.ceil((perRow * bits) / 8);
  const [perByte, mask] = [8 / bits, 2 ** bits - 1];
  for (let row = 0, to = 0; row < rows; row++) {
    for (let x = 0; x < perRow; x++) out[to++] = ((packed[row * rowBytes + Math.floor(x / perByte)] as number) >> (8 - bits - (x % perByte) * bits)) & mask;
  }
  return out;
}

/** Differences to the pixel on the left → samples of 8 bits. */
function summed(differences: Uint8Array, rowBytes: number, samples: number): Uint8Array {
  const out = new Uint8Array(differences);
  for (let row = 0; row < out.length; row += rowBytes) {
    for (let at = row + samples; at < row + rowBytes; at++) out[at] = (out[at] as number) + (out[at - samples] as number);
  }
  return out;
}

function highBytes(words: Uint8Array, { littleEndian, differences }: TiffLayout, rowBytes: number, samples: number): Uint8Array {
  const view = viewOf(words);
  const out = new Uint8Array(words.length / 2);
  const left = new Uint16Array(samples); // of the pixel on the left
  for (let at = 0; at < out.length; at++) {
    if ((2 * at) % rowBytes === 0) left.fill(0);
    const stored = view.getUint16(2 * at, littleEndian);
    const value = differences ? (left[at % samples] = (stored + (left[at % samples] as number)) & 0xffff) : stored;
    out[at] = value >> 8;
  }
  return out;
}

/** A JPEG that says what its three components are: as Adobe writes it, with a transform to YCbCr or none. */
const adobe = (transform: 0 | 1): Uint8Array => Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);

/** With the tables that all strips share. */
async function fromJpeg(stored: Uint8Array, layout: TiffLayout, rows: number): Promise<Uint8Array> {
  const { samples, jpegTables, block, colours } = layout;
  const shared = jpegTables ? jpegTables.subarray(2, -2) : new Uint8Array();
  const file = new Uint8Array(Buffer.concat([stored.subarray(0, 2), samples === 3 ? adobe(colours === "YCbCr" ? 1 : 0) : new Uint8Array(), shared, stored.subarray(2)]));
  const header = readJpegHeader(file);
  if (header.width !== block.width || header.height < rows || header.height > block.height || header.components !== samples) {
    throw corrupt("TIFF", `a JPEG of ${header.width}×${header.height} pixels in it, where ${block.width}×${rows} are expected`);
  }
  const { image: { data } } = await decodeJpeg(file, header);
  const out = new Uint8Array(rows * block.width * samples);
  for (let pixel = 0, to = 0; to < out.length; pixel += 4) for (let sample = 0; sample < samples; sample++) out[to++] = data[pixel + sample] as number;
  return out;
}
