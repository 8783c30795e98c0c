// The chunks of a PNG file: where they are, what size they declare, and whether the file holds all of them.
// Source: Portable Network Graphics, 3rd edition (W3C 2025), §5 "Datastream structure" and §11.2 "Critical chunks".
import { imageError, type ImageError } from "../errors/errors.ts";

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

const signatureLength = 8; // bytes

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
    if (!inPlace) throw corrupt(`chunk ${JSON.stringify(type)} where IHDR must come first, and once`);
    if (type === "IHDR") header = readIhdr(data);
    if (type === "eXIf") tiff ??= data;
    if (isCritical(type)) critical.push(whole);
  }
  if (header === undefined) throw corrupt("no IHDR chunk");
  return { ...header, critical, tiff };
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = signatureLength; ; ) {
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
