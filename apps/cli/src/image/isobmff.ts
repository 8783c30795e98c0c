// AVIF's and HEIC's container: which picture is the primary one, how large it is, how it is to be turned, and whether the file reaches as far
// as its data. Nothing of it is decoded.
// Sources: ISO/IEC 14496-12 §8.11 (meta, iloc, iinf, iref, pitm); ISO/IEC 23008-12 §6.5 (ispe, irot, imir), §6.6.2.3 (grids).
import { Buffer } from "node:buffer";
import { corrupt, truncated, unsupported } from "./damage.ts";
import type { Orientation } from "./orientation.ts";

interface Box {
  readonly type: string; // four letters
  readonly data: Buffer; // behind the length and the type
}

export interface PrimaryPicture {
  readonly width: number; // pixels, before it is turned
  readonly height: number; // pixels
  readonly orientation: Orientation;
  readonly parts: readonly Size[]; // of a picture that is put together, its tiles
  readonly configuration: Uint8Array | undefined; // what its decoder is told beforehand: av1C or hvcC
  readonly animated: boolean; // a sequence of pictures
}

interface Size {
  readonly width: number; // pixels
  readonly height: number; // pixels
}

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function readPrimary(format: string, bytes: Uint8Array): PrimaryPicture {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return primaryIn(format, file);
  } catch (error) {
    if (error instanceof RangeError) throw corrupt(format, "a box of it ends too early", { cause: error });
    throw error;
  }
}

function primaryIn(format: string, file: Buffer): PrimaryPicture {
  const outer = boxesOf(format, file);
  const meta = outer.find(({ type }) => type === "meta");
  if (!meta && outer.some(({ type }) => type === "moov")) throw unsupported(format, "a sequence of pictures alone, without a still one");
  if (!meta) throw truncated(format, file.length, file.length + 8);
  const boxes = boxesOf(format, meta.data.subarray(4), file.length);
  const inside = (type: string): Buffer => {
    const found = boxes.find((box) => box.type === type);
    if (!found) throw corrupt(format, `it has no box "${type}"`);
    return found.data;
  };
  const primary = identifier(inside("pitm"), 4, inside("pitm")[0] as number);
  const properties = propertiesOf(format, inside("iprp"));
  const ends = endsOf(inside("iloc"));
  const references = boxes.find(({ type }) => type === "iref");
  const tiles = references ? tilesOf(format, references.data, primary) : [];
  if (![primary, ...tiles].every((item) => ends.has(item))) throw corrupt(format, "a part of its picture lies nowhere");
  const end = Math.max(...ends.values());
  if (end > file.length) throw truncated(format, file.length, end);
  const size = sizeFrom(format, properties(primary));
  return {
    ...size,
    orientation: orientationFrom(properties(primary)),
    parts: tiles.map((tile) => sizeFrom(format, properties(tile))),
    configuration: properties(tiles[0] ?? primary).find(({ type }) => type === "av1C" || type === "hvcC")?.data,
    animated: file.toString("latin1", 8, 12) === "avis" || file.toString("latin1", 8, 12) === "hevc",
  };
}

const mostBoxes = 10_000;

/** @param whole bytes of the file that these are a part of */
function boxesOf(format: string, data: Buffer, whole = data.length): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= data.length && boxes.length < mostBoxes; ) {
    const short = data.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    const length = short === 0 ? data.length - at : short === 1 ? Number(data.readBigUInt64BE(at + 8)) : short;
    const type = data.toString("latin1", at + 4, at + 8);
    if (length < header) throw corrupt(format, `its box ${JSON.stringify(type)} has ${length} bytes`);
    if (at + length > data.length && type !== "mdat") throw truncated(format, whole, whole + at + length - data.length);
    boxes.push({ type, data: data.subarray(at + header, at + length) });
    at += length;
  }
  return boxes;
}

/** Of 16 bits, and from a version on of 32. */
const identifier = (data: Buffer, at: number, version: number): number => (version === 0 ? data.readUInt16BE(at) : data.readUInt32BE(at));

/** How far into the file each item reaches; 0 for one that lies in the container's own box. */
function endsOf(iloc: Buffer): ReadonlyMap<number, number> {
  const reader = new Reader(iloc);
  const version = reader.take(4) >>> 24;
  const sizes = reader.take(2);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [sizes >>> 12, (sizes >>> 8) & 15, (sizes >>> 4) & 15, version === 0 ? 0 : sizes & 15];
  const ends = new Map<number, number>();
  for (let items = reader.take(version < 2 ? 2 : 4); items > 0; items--) {
    const item = reader.take(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.take(2) & 15;
    reader.take(2); // the file that it lies in
    const base = reader.take(baseBytes);
    let end = 0;
    for (let extents = reader.take(2); extents > 0; extents--) {
      reader.take(indexBytes);
      const start = base + reader.take(offsetBytes);
      const length = reader.take(lengthBytes);
      if (method === 0) end = Math.max(end, start + length);
    }
    ends.set(item, end);
  }
  return ends;
}

/** Numbers one behind the other. */
class Reader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  /** @throws RangeError behind the end */
  take(bytes: number): number {
    this.#at += bytes;
    if (this.#at > this.#data.length) throw new RangeError("behind the end");
    if (bytes === 8) return Number(this.#data.readBigUInt64BE(this.#at - 8));
    return bytes === 0 ? 0 : this.#data.readUIntBE(this.#at - bytes, bytes);
  }
}

/** The items that a grid, or another picture that is put together, is made of. */
function tilesOf(format: string, iref: Buffer, primary: number): number[] {
  const version = iref[0] as number;
  const wide = version === 0 ? 2 : 4;
  return boxesOf(format, iref.subarray(4)).filter(({ type, data }) => type === "dimg" && identifier(data, 0, version) === primary).flatMap(({ data }) => {
    const reader = new Reader(data.subarray(wide));
    return Array.from({ length: reader.take(2) }, () => reader.take(wide));
  });
}

/** @returns the properties of an item, in their order */
function propertiesOf(format: string, iprp: Buffer): (item: number) => readonly Box[] {
  const boxes = boxesOf(format, iprp);
  const all = boxesOf(format, boxes.find(({ type }) => type === "ipco")?.data ?? Buffer.alloc(0));
  const byItem = new Map<number, Box[]>();
  for (const { data } of boxes.filter(({ type }) => type === "ipma")) {
    const reader = new Reader(data);
    const versionAndFlags = reader.take(4);
    const wide = (versionAndFlags & 1) !== 0;
    for (let items = reader.take(4); items > 0; items--) {
      const item = reader.take(versionAndFlags >>> 24 === 0 ? 2 : 4);
      const own = Array.from({ length: reader.take(1) }, () => (wide ? reader.take(2) & 0x7fff : reader.take(1) & 0x7f));
      byItem.set(item, own.flatMap((index) => all[index - 1] ?? []));
    }
  }
  return (item) => byItem.get(item) ?? [];
}

function sizeFrom(format: string, properties: readonly Box[]): Size {
  const ispe = properties.find(({ type }) => type === "ispe");
  if (!ispe) throw corrupt(format, "its picture does not say its size");
  const [width, height] = [ispe.data.readUInt32BE(4), ispe.data.readUInt32BE(8)];
  if (width === 0 || height === 0) throw corrupt(format, `it declares ${width}×${height} pixels`);
  return { width, height };
}

/** Turned to the left by quarters, then mirrored: the orientation of EXIF that does the same. Upside down (mode 0), or left to right (1). */
const turned = [[4, 2, 1], [5, 7, 8], [2, 4, 3], [7, 5, 6]] as const;

function orientationFrom(properties: readonly Box[]): Orientation {
  const irot = properties.find(({ type }) => type === "irot");
  const imir = properties.find(({ type }) => type === "imir");
  const [upsideDown, leftToRight, plain] = turned[(irot?.data.readUInt8(0) ?? 0) & 3] as (typeof turned)[number];
  if (!imir) return plain;
  return (imir.data.readUInt8(0) & 1) === 0 ? upsideDown : leftToRight;
}
