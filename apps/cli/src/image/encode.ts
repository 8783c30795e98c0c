// [H, W, 4] RGBA u8 → a PNG or JPEG file. Alpha is not written: our pictures are opaque.
// Source: Portable Network Graphics, 3rd edition (W3C 2025), §5.3 "Chunk layout", §9.2 "Filter types", §11.2.1 "IHDR".
import type { Image } from "@camlucida/cam";
import encode, { init } from "@jsquash/jpeg/encode.js";
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { constants, crc32, createDeflate } from "node:zlib";
import { OutputError } from "../errors/errors.ts";
import { codec } from "./wasm_codecs.ts";
import { pngSignature } from "./png.ts";

/** The quality of JPEG results, 1…100: colours of a heatmap stay within a few levels. */
const defaultJpegQuality = 92;

const longestJpegSide = 65_500; // pixels: JPEG_MAX_DIMENSION in libjpeg

/**
 * Encodes for the format that the name's extension promises: ".jpg" and ".jpeg" as JPEG, everything else as PNG.
 * @example
 * ```ts
 * import { decodeImage, encodeImage } from "camlucida";
 *
 * const file = await encodeImage(photo, "photo.jpg");
 * const { width, height } = await decodeImage(file);
 * [width, height]; // → [320, 240]
 * ```
 */
export function encodeImage(image: Image, name: string): Promise<Uint8Array> {
  return /\.jpe?g$/i.test(name) ? encodeJpeg(image, defaultJpegQuality) : encodePng(image);
}

/**
 * Baseline JPEG by mozjpeg.
 * @param quality 1…100, libjpeg's scale. @throws OutputError "output-unwritable" beyond 65500 pixels a side.
 */
export async function encodeJpeg({ width, height, data }: Image, quality: number): Promise<Uint8Array> {
  if (Math.max(width, height) > longestJpegSide) {
    throw new OutputError("output-unwritable",
      `A JPEG can have ${longestJpegSide} pixels per side; this picture has ${width}×${height}. Choose a name in .png.`);
  }
  const silent = (): void => undefined; // its remarks on quality help no one
  const settings = { instantiateWasm: await codec("encoder"), printErr: silent };
  await init(settings);
  const rgba = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength); // [H, W, 4], the same memory
  return new Uint8Array(await encode({ data: rgba, width, height, colorSpace: "srgb" }, { quality, progressive: false }));
}

/**
 * Lossless, 8-bit RGB. A photograph's rows resemble those above them, and nothing else in it repeats but runs: to search for more
 * (level 6 behind Paeth's filter) takes four times as long for 10 % fewer bytes.
 * @example
 * ```ts
 * import { decodeImage, encodePng } from "camlucida";
 *
 * const { data } = await decodeImage(await encodePng({ width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) }));
 * data; // → Uint8Array.of(10, 20, 30, 255)
 * ```
 */
export function encodePng({ width, height, data }: Image): Promise<Uint8Array> {
  const nothing = new Uint8Array(4 * width); // above the first row
  const fill = (row: Uint8Array, y: number): void => {
    const pixels = data.subarray(4 * width * y, 4 * width * (y + 1));
    const above = y === 0 ? nothing : data.subarray(4 * width * (y - 1), 4 * width * y);
    row[0] = 2; // Up: what is added to the sample above
    for (let from = 0, to = 1; from < pixels.length; from += 4, to += 3) {
      row[to] = pixels[from]! - above[from]!;
      row[to + 1] = pixels[from + 1]! - above[from + 1]!;
      row[to + 2] = pixels[from + 2]! - above[from + 2]!;
    }
  };
  return writePng({ width, height, colours: "rgb", level: 3, fill });
}

/** 8-bit grey, 0 outside and 255 inside. @param inside [height, width] 0 or 1 */
export function encodeMask({ width, height, inside }: { readonly width: number; readonly height: number; readonly inside: Uint8Array }): Promise<Uint8Array> {
  const fill = (row: Uint8Array, y: number): void => { // its first byte stays 0: no filter
    for (let x = 0; x < width; x++) row[x + 1] = 255 * inside[y * width + x]!;
  };
  return writePng({ width, height, colours: "grey", level: 6, fill });
}

interface Rows {
  readonly width: number; // pixels
  readonly height: number; // rows
  readonly colours: "grey" | "rgb"; // of 8 bits
  readonly level: number; // of the compression, 0…9
  /** Fills `row`, [1 + width · samples]: the filter's type, then the filtered samples. */
  fill(row: Uint8Array, y: number): void;
}

const bandBytes = 1 << 18;

/**
 * Rows of samples → a PNG file, by zlib. The rows are made, filtered and compressed a band at a time: a picture of 90 megapixels, copied
 * as a whole for each of these steps, takes half a gigabyte more.
 */
async function writePng(rows: Rows): Promise<Uint8Array> {
  const deflate = createDeflate({ level: rows.level, strategy: constants.Z_RLE, chunkSize: 1 << 16 });
  const data: Uint8Array[] = [];
  for await (const part of Readable.from(bandsOf(rows)).pipe(deflate)) data.push(part as Uint8Array);
  return Buffer.concat([pngSignature, ...chunk("IHDR", [headerOf(rows)]), ...chunk("IDAT", data), ...chunk("IEND", [])]);
}

function* bandsOf({ width, height, colours, fill }: Rows): Generator<Uint8Array> {
  const rowBytes = 1 + width * (colours === "grey" ? 1 : 3);
  const rowsAtOnce = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let first = 0; first < height; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, height - first);
    const band = new Uint8Array(count * rowBytes); // a new one each time: zlib still reads the last
    for (let row = 0; row < count; row++) fill(band.subarray(row * rowBytes, (row + 1) * rowBytes), first + row);
    yield band;
  }
}

/** Width u32, height u32, 8 bits, grey (0) or RGB (2), and the only compression and set of filters there is; no interlace. */
function headerOf({ width, height, colours }: Rows): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colours === "grey" ? 0 : 2], 8);
  return header;
}

/** Length u32, type, data, CRC-32 u32 of type and data. */
function chunk(type: string, data: readonly Uint8Array[]): Uint8Array[] {
  const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32BE(data.reduce((sum, part) => sum + part.length, 0), 0);
  head.write(type, 4, "latin1");
  tail.writeUInt32BE(data.reduce((crc, part) => crc32(part, crc), crc32(head.subarray(4))), 0);
  return [head, ...data, tail];
}
