// GIF → [H, W, 4] RGBA u8: the first frame on its canvas, as Pillow's Image.open(path).convert("RGB") gives it. What the frame leaves of the
// canvas has the transparent colour, or the first; a frame that reaches beyond makes the canvas larger; transparency is dropped, the
// colour beneath it shows. Files whose data end too early, which others fill up, are refused.
// Source: Graphics Interchange Format, version 89a.
import { Buffer } from "node:buffer";
import { corrupt, dataTooShort, needBytes, viewOf } from "./damage.ts";
import { decodeLzw, type LzwCodes, UnknownCode } from "./lzw.ts";
import { opaqueColour, type Picture, type PictureFile } from "./picture_file.ts";
import { pixelLimit } from "./pixel_limit.ts";

interface Frame {
  readonly left: number; // pixels
  readonly top: number; // pixels
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly interlaced: boolean;
  readonly palette: Uint8Array; // [colours, 3]; empty where there is none
  readonly transparent: number | undefined; // a colour's index
  readonly rootBits: number;
  readonly data: Uint8Array; // LZW
  readonly end: number; // in the file
}

interface Canvas {
  readonly width: number; // pixels
  readonly height: number; // pixels
}

/**
 * Reads a GIF up to its first frame's end.
 * @throws ImageError "image-truncated" or "image-corrupt"
 */
export function openGif(bytes: Uint8Array): PictureFile {
  needBytes("GIF", bytes, 13);
  const view = viewOf(bytes);
  const flags = view.getUint8(10);
  const start = 13 + paletteBytes(flags);
  needBytes("GIF", bytes, start);
  const frame = readFrame(bytes, start, bytes.subarray(13, start));
  const width = Math.max(view.getUint16(6, true), frame.left + frame.width);
  const height = Math.max(view.getUint16(8, true), frame.top + frame.height);
  return { width, height, pixelLimit, orientation: 1, decode: () => decode(bytes, frame, { width, height }) };
}

/** The flags say whether a palette follows, and of how many colours. */
const paletteBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

const [extension, descriptor, trailer, graphicControl] = [0x21, 0x2c, 0x3b, 0xf9] as const;

/** From block to block, to the first picture. */
function readFrame(bytes: Uint8Array, from: number, global: Uint8Array): Frame {
  let transparent: number | undefined;
  for (let at = from; ; ) {
    needBytes("GIF", bytes, at + 1);
    const kind = bytes[at];
    if (kind === descriptor) return readDescriptor(bytes, at + 1, global, transparent);
    if (kind === trailer) throw corrupt("GIF", "it ends without a picture");
    if (kind !== extension && kind !== 0) throw corrupt("GIF", `a block of the unknown kind ${kind}`);
    if (kind === extension) {
      needBytes("GIF", bytes, at + 8);
      if (bytes[at + 1] === graphicControl) transparent = (bytes[at + 3] ?? 0) & 1 ? bytes[at + 6] : undefined;
      at = blocksFrom(bytes, at + 2).end;
    } else at++;
  }
}

function readDescriptor(bytes: Uint8Array, at: number, global: Uint8Array, transparent: number | undefined): Frame {
  needBytes("GIF", bytes, at + 9);
  const view = viewOf(bytes.subarray(at));
  const [left, top, width, height] = [view.getUint16(0, true), view.getUint16(2, true), view.getUint16(4, true), view.getUint16(6, true)];
  if (width === 0 || height === 0) throw corrupt("GIF", `its first frame has ${width}×${height} pixels`);
  const flags = view.getUint8(8);
  const data = at + 9 + paletteBytes(flags);
  needBytes("GIF", bytes, data + 1);
  const rootBits = bytes[data] as number;
  if (rootBits < 2 || rootBits > 8) throw corrupt("GIF", `its LZW codes begin with ${rootBits} bits; expected 2 to 8`);
  const palette = flags & 0x80 ? bytes.subarray(at + 9, data) : global;
  const { parts, end } = blocksFrom(bytes, data + 1);
  return { left, top, width, height, interlaced: (flags & 0x40) !== 0, palette, transparent, rootBits, data: Buffer.concat(parts), end };
}

/** Blocks of up to 255 bytes, to the empty one. */
function blocksFrom(bytes: Uint8Array, from: number): { readonly parts: readonly Uint8Array[]; readonly end: number } {
  const parts: Uint8Array[] = [];
  for (let at = from; ; ) {
    needBytes("GIF", bytes, at + 1);
    const length = bytes[at] as number;
    if (length === 0) return { parts, end: at + 1 };
    needBytes("GIF", bytes, at + 1 + length);
    parts.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
}

function decode(bytes: Uint8Array, frame: Frame, { width, height }: Canvas): Picture {
  const indices = indicesOf(frame);
  const colours = coloursOf(frame.palette);
  const pixels = new Uint32Array(width * height).fill(colours[frame.transparent ?? 0] as number);
  let row = 0;
  for (const y of rowsOf(frame)) {
    const to = (frame.top + y) * width + frame.left;
    for (let x = 0; x < frame.width; x++) pixels[to + x] = colours[indices[row + x] as number] as number;
    row += frame.width;
  }
  return { image: { width, height, data: new Uint8Array(pixels.buffer) }, remarks: hasMore(bytes, frame.end) ? ["an animated GIF: its first frame was read"] : [] };
}

/** [H, W], rows in the order of the file. */
function indicesOf(frame: Frame): Uint8Array {
  const indices = new Uint8Array(frame.width * frame.height);
  try {
    if (decodeLzw(codesOf(frame), indices) === indices.length) return indices;
  } catch (error) {
    if (error instanceof UnknownCode) throw corrupt("GIF", error.message, { cause: error });
    throw error;
  }
  throw dataTooShort("GIF", frame);
}

/** Codes lie in the bytes from their lowest bit up. */
function codesOf({ data, rootBits }: Frame): LzwCodes {
  let [at, held, bits] = [0, 0, 0];
  const next = (width: number): number => {
    while (bits < width) {
      if (at === data.length) return -1;
      held |= (data[at++] as number) << bits;
      bits += 8;
    }
    const code = held & ((1 << width) - 1);
    held >>>= width;
    bits -= width;
    return code;
  };
  return { rootBits, early: 0, next };
}

/** 256 of them: beyond the palette greys, as Pillow has them. */
function coloursOf(palette: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, at) => {
    const [red = at, green = at, blue = at] = palette.subarray(3 * at, 3 * at + 3);
    return opaqueColour(red, green, blue);
  });
}

/** The rows in the order in which they are stored. */
function* rowsOf({ height, interlaced }: Frame): Generator<number> {
  for (const [first, step] of interlaced ? [[0, 8], [4, 8], [2, 4], [1, 2]] as const : [[0, 1]] as const) {
    for (let y = first; y < height; y += step) yield y;
  }
}

/** Whether another frame follows, as far as the file is whole. */
function hasMore(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; ) {
    if (bytes[at] === descriptor) return true;
    if (bytes[at] !== extension) return false;
    at += 2;
    while ((bytes[at] ?? 0) > 0) at += 1 + (bytes[at] as number);
    at++;
  }
  return false;
}
