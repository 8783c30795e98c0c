// PNG → [H, W, 4] RGBA u8, pixel for pixel what cv2.imread(path, IMREAD_COLOR) gives: greyscale is repeated, a palette
// looked up, 16 bits are cut to the high byte, and alpha is DROPPED, not composited: the colours beneath it show.
// Gamma, colour profiles and tRNS are ignored, as there. The decoding itself is pngjs, of a file whose chunks were read and found whole.
// Source: Portable Network Graphics, 3rd edition (W3C 2025), §5 "Datastream structure" and §11.2 "Critical chunks".
import type { Image } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import { crc32, inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { imageError, type ImageError, messageOf, systemCode } from "../errors/errors.ts";

export const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** DEFLATE cannot expand a byte into more than 1032 (258 bytes per 2 bits, RFC 1951 §3.2.5). */
const largestExpansion = 1032;

/**
 * Decodes a PNG whose header was read and found small enough.
 * @throws ImageError "image-truncated" or "image-corrupt".
 */
export function decodePng(header: PngHeader): Image {
  const used = checkData(header);
  try {
    // Only critical chunks reach the decoder: tRNS would make it erase colours, and it rejects what follows IEND.
    const file = Buffer.concat([pngSignature, ...withoutSpare(header.critical, used)]);
    const decoded = PNG.sync.read(file, { skipRescale: header.depth === 16 });
    return { width: header.width, height: header.height, data: opaqueBytes(decoded.data) };
  } catch (error) {
    throw imageError("image-corrupt", `The PNG is damaged: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * The data must expand to exactly what the header declares, and memory must follow the header, not the data.
 * pngjs is not trusted with either: its own inflater reads past short data in Deno, and has no bound where interlaced.
 * @returns of the chunks of data, taken together, the bytes up to the end of what was compressed
 */
function checkData(header: PngHeader): number {
  const data = header.critical.filter(isImageData).map(contentsOf);
  const compressed = data.reduce((sum, part) => sum + part.length, 0);
  const expected = filteredBytes(header);
  if (compressed * largestExpansion < expected) throw tooShort(header); // before memory is reserved for it
  const { expanded, used } = expand(Buffer.concat(data), expected);
  if (expanded < expected) throw tooShort(header);
  return used;
}

/** Lengths in bytes. */
function expand(compressed: Uint8Array, limit: number): { expanded: number; used: number } {
  try {
    const { buffer, engine } = inflateSync(compressed, { maxOutputLength: limit, info: true }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return { expanded: buffer.length, used: engine.bytesWritten };
  } catch (error) {
    const tooLong = systemCode(error) === "ERR_BUFFER_TOO_LARGE";
    const reason = tooLong ? `data for more than the ${limit} bytes its header declares` : messageOf(error);
    throw imageError("image-corrupt", `The PNG is damaged: ${reason}.`, { cause: error });
  }
}

/** Bytes behind what was compressed are passed over, as libpng does: pngjs stumbles over them. Their checksums hold all the same. */
function withoutSpare(chunks: readonly Uint8Array[], used: number): readonly Uint8Array[] {
  const data = chunks.filter(isImageData).map(contentsOf);
  if (data.reduce((sum, { length }) => sum + length, 0) === used) return chunks;
  const first = chunks.findIndex(isImageData);
  const damaged = chunks.find((chunk) => isImageData(chunk) && Buffer.from(chunk).readUInt32BE(chunk.length - 4) !== crc32(chunk.subarray(4, -4)));
  if (damaged) throw new Error("wrong checksum");
  return [...chunks.slice(0, first), dataChunk(Buffer.concat(data).subarray(0, used)), ...chunks.slice(first).filter((chunk) => !isImageData(chunk))];
}

function dataChunk(data: Uint8Array): Uint8Array {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from("IDAT"), data, Buffer.alloc(4)]);
  chunk.writeUInt32BE(data.length);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

/** Of a chunk, without its length, type and checksum. */
const contentsOf = (chunk: Uint8Array): Uint8Array => chunk.subarray(8, -4);

function isImageData(chunk: Uint8Array): boolean {
  return String.fromCharCode(...chunk.subarray(4, 8)) === "IDAT";
}

function tooShort({ width, height }: PngHeader): ImageError {
  return imageError("image-truncated", `The PNG's data are too few for ${width}×${height} pixels. Copy or download it again.`);
}

/** How many bytes the image data expand to: one filter byte and the packed samples per row, of one image or of seven (Adam7). */
function filteredBytes({ width, height, depth, channels, interlaced }: PngHeader): number {
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

export interface PngHeader {
  readonly format: "png";
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly depth: 1 | 2 | 4 | 8 | 16; // bits per sample
  readonly channels: 1 | 2 | 3 | 4; // samples per pixel as stored: a palette index counts as one
  readonly interlaced: boolean; // Adam7
  readonly critical: readonly Uint8Array[]; // IHDR, PLTE, IDAT…, IEND in file order, each with its length and CRC
  readonly tiff: Uint8Array | undefined; // the EXIF block (chunk eXIf), a TIFF stream
}

interface Chunk {
  readonly type: string; // four Latin letters
  readonly data: Uint8Array;
  readonly whole: Uint8Array; // length, type, data, CRC
}

/** Stored samples per pixel and the depths allowed, by colour type (PNG §11.2.1, table 12). */
const colourTypes: ReadonlyMap<number, { channels: 1 | 2 | 3 | 4; depths: readonly number[] }> = new Map([
  [0, { channels: 1, depths: [1, 2, 4, 8, 16] }], // greyscale
  [2, { channels: 3, depths: [8, 16] }], // RGB
  [3, { channels: 1, depths: [1, 2, 4, 8] }], // palette
  [4, { channels: 2, depths: [8, 16] }], // greyscale, alpha
  [6, { channels: 4, depths: [8, 16] }], // RGB, alpha
]);

/**
 * Walks the chunks from the signature to IEND; looks at no pixel. What follows IEND is ignored, as in libpng.
 * @throws ImageError "image-truncated" if the file ends before IEND, "image-corrupt" if IHDR makes no sense.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const critical: Uint8Array[] = [];
  let header: Omit<PngHeader, "critical" | "tiff"> | undefined;
  let tiff: Uint8Array | undefined;
  for (const { type, data, whole } of chunksOf(bytes)) {
    const inPlace = (type === "IHDR") === (header === undefined);
    if (!inPlace) throw corrupt(`${/^[a-z]{4}$/i.test(type) ? `chunk ${type}` : "a chunk without a name"} where IHDR must come first, and once`);
    if (type === "IHDR") header = readIhdr(data);
    if (type === "eXIf") tiff ??= data;
    if (isCritical(type)) critical.push(whole);
  }
  if (header === undefined) throw corrupt("no IHDR chunk");
  return { ...header, critical, tiff };
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = pngSignature.length; ; ) {
    if (start + 12 > bytes.length) throw truncated(bytes.length, start + 12);
    const length = view.getUint32(start);
    const end = start + 12 + length;
    if (end > bytes.length) throw truncated(bytes.length, end);
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    yield { type, data: bytes.subarray(start + 8, end - 4), whole: bytes.subarray(start, end) };
    if (type === "IEND") return;
    start = end;
  }
}

function readIhdr(data: Uint8Array): Omit<PngHeader, "critical" | "tiff"> {
  if (data.length !== 13) throw corrupt(`IHDR holds ${data.length} bytes; expected 13`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filter, interlace] = [...data.subarray(8)];
  const layout = colourTypes.get(colourType ?? -1);
  if (Math.min(width, height) === 0 || Math.max(width, height) > 0x7fffffff) throw corrupt(`IHDR declares ${width}×${height} pixels`);
  if (layout === undefined || !isDepth(depth) || !layout.depths.includes(depth)) {
    throw corrupt(`IHDR declares colour type ${colourType} with ${depth} bits, which PNG does not have`);
  }
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) {
    throw corrupt(`IHDR declares compression ${compression}, filter ${filter}, interlace ${interlace}`);
  }
  return { format: "png", width, height, depth, channels: layout.channels, interlaced: interlace === 1 };
}

function isDepth(value: number | undefined): value is PngHeader["depth"] {
  return value === 1 || value === 2 || value === 4 || value === 8 || value === 16;
}

/** Critical chunks have a capital first letter (PNG §5.4). */
function isCritical(type: string): boolean {
  return type[0] === type[0]?.toUpperCase();
}

function corrupt(reason: string): ImageError {
  return imageError("image-corrupt", `The PNG is damaged: ${reason}.`);
}

function truncated(have: number, need: number): ImageError {
  return imageError("image-truncated",
    `The PNG ends after ${have} bytes; at least ${need} are needed. Copy or download it again.`);
}
