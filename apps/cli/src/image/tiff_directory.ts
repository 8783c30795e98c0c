// The first directory of a TIFF: what its tags say, each held against the file before it is believed. Pages behind it are not followed.
// Source: TIFF 6.0 §2 and §8.
import { corrupt, needBytes, truncated, unsupported, viewOf } from "./damage.ts";

export const tags = {
  width: 256, height: 257, bits: 258, compression: 259, photometric: 262, fillOrder: 266, stripOffsets: 273, orientation: 274, samples: 277,
  rowsPerStrip: 278, stripLengths: 279, planes: 284, predictor: 317, palette: 320, tileWidth: 322, tileHeight: 323, tileOffsets: 324,
  tileLengths: 325, extraSamples: 338, sampleFormat: 339, jpegTables: 347,
} as const;

export interface Directory {
  readonly littleEndian: boolean;
  readonly hasMore: boolean; // another page follows
  /** The numbers of a tag; undefined where it is not there. */
  numbers(tag: number): readonly number[] | undefined;
  /** The first number of a tag. */
  number(tag: number, usual: number): number;
  /** The bytes of a tag. */
  bytes(tag: number): Uint8Array | undefined;
}

interface Entry {
  readonly size: number; // bytes of a number
  readonly count: number;
  readonly at: number; // in the file
}

/** Bytes of a number by its type: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE. */
const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] as const;

/** Of 4 bytes each, a tag of the largest picture: more are of no use. */
const mostNumbers = 1 << 24;

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function readDirectory(bytes: Uint8Array): Directory {
  needBytes("TIFF", bytes, 8);
  const view = viewOf(bytes);
  const littleEndian = bytes[0] === 0x49;
  if (view.getUint16(2, littleEndian) === 43) throw unsupported("TIFF", "offsets of 64 bits (BigTIFF)");
  const start = view.getUint32(4, littleEndian);
  needBytes("TIFF", bytes, start + 2);
  const count = view.getUint16(start, littleEndian);
  const end = start + 2 + 12 * count;
  needBytes("TIFF", bytes, end);
  const entries = new Map<number, Entry>();
  for (let at = start + 2; at < end; at += 12) {
    const tag = view.getUint16(at, littleEndian);
    if (!entries.has(tag)) entries.set(tag, readEntry(view, at, littleEndian));
  }
  const hasMore = end + 4 <= bytes.length && view.getUint32(end, littleEndian) !== 0;
  return new Tags(bytes, entries, littleEndian, hasMore);
}

function readEntry(view: DataView, at: number, littleEndian: boolean): Entry {
  const size = sizes[view.getUint16(at + 2, littleEndian)] ?? 0;
  const count = view.getUint32(at + 4, littleEndian);
  return { size, count, at: size * count <= 4 ? at + 8 : view.getUint32(at + 8, littleEndian) };
}

class Tags implements Directory {
  readonly littleEndian: boolean;
  readonly hasMore: boolean;
  readonly #file: Uint8Array;
  readonly #entries: ReadonlyMap<number, Entry>;

  constructor(file: Uint8Array, entries: ReadonlyMap<number, Entry>, littleEndian: boolean, hasMore: boolean) {
    this.#file = file;
    this.#entries = entries;
    this.littleEndian = littleEndian;
    this.hasMore = hasMore;
  }

  numbers(tag: number): readonly number[] | undefined {
    const data = this.bytes(tag);
    const size = this.#entries.get(tag)?.size;
    if (data === undefined || size === undefined) return undefined;
    if (size !== 1 && size !== 2 && size !== 4) throw corrupt("TIFF", `its tag ${tag} holds no whole numbers`);
    const view = viewOf(data);
    const read = size === 1 ? (at: number) => view.getUint8(at) : size === 2 ? (at: number) => view.getUint16(at, this.littleEndian) : (at: number) => view.getUint32(at, this.littleEndian);
    return Array.from({ length: data.length / size }, (_, at) => read(size * at));
  }

  number(tag: number, usual: number): number {
    return this.numbers(tag)?.[0] ?? usual;
  }

  bytes(tag: number): Uint8Array | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    const { size, count, at } = entry;
    if (size === 0 || count === 0 || count > mostNumbers) throw corrupt("TIFF", `its tag ${tag} holds ${count} values of ${size} bytes`);
    if (at + size * count > this.#file.length) throw truncated("TIFF", this.#file.length, at + size * count);
    return this.#file.subarray(at, at + size * count);
  }
}
