// WebP → [H, W, 4] RGBA u8, as Pillow's ImageOps.exif_transpose(Image.open(path)).convert("RGB") gives it: of an animation its first frame,
// black where that leaves the canvas free; alpha is dropped, the colours beneath it show. The decoding is libwebp's, by one instance for
// each picture: what a file does to it ends with it.
// Source: RFC 9649, WebP Image Format.
import { Buffer } from "node:buffer";
import { codec } from "./wasm_codecs.ts";
import { corrupt, dataTooShort, messageOfDecoder, needBytes, truncated, unsupported, viewOf } from "./damage.ts";
import { orientationOf } from "./orientation.ts";
import { opaque, type Picture, type PictureFile } from "./picture_file.ts";
import { pixelLimit } from "./pixel_limit.ts";

/** For a lossless picture of the limit: its pixels twice, its file, and what unfolds them. */
const mostMemory = 640 << 20; // bytes

interface Chunk {
  readonly name: string; // four letters
  readonly data: Uint8Array;
  readonly whole: Uint8Array; // with its name, its length and its padding
}

interface Size {
  readonly width: number; // pixels
  readonly height: number; // pixels
}

/** A picture's bitstream, with its transparency where that lies apart. */
interface Still extends Size {
  readonly chunks: readonly Chunk[];
}

interface WebpHeader extends Size {
  readonly still: Still;
  readonly left: number; // where it lies on the canvas, pixels
  readonly top: number; // pixels
  readonly animated: boolean;
  readonly exif: Uint8Array | undefined;
}

/**
 * Reads a WebP's chunks and the header of the picture in them.
 * @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported"
 */
export async function openWebp(bytes: Uint8Array): Promise<PictureFile> {
  const header = readWebp(bytes);
  const { width, height, exif } = header;
  const lossless = header.still.chunks.some(({ name }) => name === "VP8L"); // takes its pixels twice
  return { width, height, pixelLimit: lossless ? Math.floor(pixelLimit / 2) : pixelLimit, orientation: await orientationOf(exif), decode: () => decode(header) };
}

function readWebp(bytes: Uint8Array): WebpHeader {
  needBytes("WebP", bytes, 20);
  const length = viewOf(bytes).getUint32(4, true);
  needBytes("WebP", bytes, 8 + length);
  const chunks = [...chunksOf(bytes.subarray(12, 8 + length))];
  const [first] = chunks;
  if (first?.name !== "VP8X") return { ...onCanvas(stillOf(chunks.slice(0, 1))), exif: undefined };
  if (first.data.length < 10) throw corrupt("WebP", `its first chunk holds ${first.data.length} bytes; expected 10`);
  const canvas = { width: 1 + uint24(first.data, 4), height: 1 + uint24(first.data, 7) };
  const exif = chunks.find(({ name }) => name === "EXIF")?.data;
  const frame = chunks.find(({ name }) => name === "ANMF");
  const found = frame ? frameOf(frame.data) : onCanvas(stillOf(chunks));
  const fits = frame ? found.left + found.still.width <= canvas.width && found.top + found.still.height <= canvas.height
    : found.width === canvas.width && found.height === canvas.height;
  if (!fits) throw corrupt("WebP", `it declares ${canvas.width}×${canvas.height} pixels and holds ${found.still.width}×${found.still.height}`);
  return { ...found, ...canvas, exif: exif && withoutPrefix(exif) };
}

const onCanvas = (still: Still): Omit<WebpHeader, "exif"> => ({ still, width: still.width, height: still.height, left: 0, top: 0, animated: false });

/** Some writers put the six bytes before EXIF that JPEG has there. */
const withoutPrefix = (exif: Uint8Array): Uint8Array => (Buffer.from(exif.subarray(0, 6)).toString("latin1") === "Exif\0\0" ? exif.subarray(6) : exif);

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) throw truncated("WebP", bytes.length + 12, end + 12);
    const padded = Math.min(bytes.length, end + (length % 2));
    yield { name: Buffer.from(bytes.subarray(at, at + 4)).toString("latin1"), data: bytes.subarray(at + 8, end), whole: bytes.subarray(at, padded) };
    at = padded;
  }
}

const uint24 = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);

/** An animation's frame: place, size, duration and flags in 16 bytes, then chunks as those of a still picture. */
function frameOf(data: Uint8Array): Omit<WebpHeader, "exif"> {
  if (data.length < 16) throw corrupt("WebP", `a frame of ${data.length} bytes`);
  const still = stillOf([...chunksOf(data.subarray(16))]);
  return { still, width: still.width, height: still.height, left: 2 * uint24(data, 0), top: 2 * uint24(data, 3), animated: true };
}

const mostNames = 8; // in a message

function stillOf(chunks: readonly Chunk[]): Still {
  const picture = chunks.find(({ name }) => name === "VP8 " || name === "VP8L");
  if (!picture) throw unsupported("WebP", `no picture of a kind that is known (${[...new Set(chunks.map(({ name }) => JSON.stringify(name)))].slice(0, mostNames).join(", ")})`);
  const alpha = picture.name === "VP8 " ? chunks.filter(({ name }) => name === "ALPH").slice(0, 1) : [];
  return { ...(picture.name === "VP8 " ? lossySize(picture.data) : losslessSize(picture.data)), chunks: [...alpha, picture] };
}

/** RFC 6386 §9.1: a key frame's tag, its start code, and two sides of 14 bits. */
function lossySize(data: Uint8Array): Size {
  needBytes("WebP", data, 10);
  if (((data[0] as number) & 1) !== 0 || uint24(data, 3) !== 0x2a019d) throw corrupt("WebP", "its picture does not begin with a key frame");
  return requireSize({ width: viewOf(data).getUint16(6, true) & 0x3fff, height: viewOf(data).getUint16(8, true) & 0x3fff });
}

/** RFC 9649 §3.4: a signature, and two sides of 14 bits less 1. */
function losslessSize(data: Uint8Array): Size {
  needBytes("WebP", data, 5);
  if (data[0] !== 0x2f) throw corrupt("WebP", "its lossless picture does not begin with its signature");
  const bits = viewOf(data).getUint32(1, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function requireSize(size: Size): Size {
  if (size.width === 0 || size.height === 0) throw corrupt("WebP", `its header declares ${size.width}×${size.height} pixels`);
  return size;
}

async function decode(header: WebpHeader): Promise<Picture> {
  const { width, height, still, animated } = header;
  const decoded = await decodeStill(still);
  const whole = still.width === width && still.height === height;
  const data = opaque(whole ? decoded : placed(decoded, header));
  return { image: { width, height, data }, remarks: animated ? ["an animated WebP: its first frame was read"] : [] };
}

async function decodeStill(still: Still): Promise<Uint8Array> {
  const { default: openWebpModule } = await import("@jsquash/webp/codec/dec/webp_dec.js");
  const module = await openWebpModule({ noInitialRun: true, instantiateWasm: await codec("webpDecoder", mostMemory), print: () => undefined, printErr: () => undefined });
  const pixels = attempt(() => module.decode(fileOf(still)));
  if (!pixels) throw dataTooShort("WebP", still);
  const { width, height, data } = pixels;
  if (width !== still.width || height !== still.height) throw corrupt("WebP", `it declares ${still.width}×${still.height} pixels and holds ${width}×${height}`);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** What a decoder that fails or ends itself says. */
function attempt<Found>(decode: () => Found): Found {
  try {
    return decode();
  } catch (error) {
    throw corrupt("WebP", messageOfDecoder(error), { cause: error });
  }
}

/** A file of this picture alone: of an animation's frame too. */
function fileOf({ width, height, chunks }: Still): Uint8Array {
  const extended = chunks.length > 1 ? [extendedHeader(width, height)] : [];
  const body = [...extended, ...chunks.map(({ whole }) => (whole.length % 2 === 0 ? whole : Buffer.concat([whole, Uint8Array.of(0)])))];
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(4 + body.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...body]);
}

/** The chunk that says that alpha lies apart. */
function extendedHeader(width: number, height: number): Uint8Array {
  const chunk = Buffer.from("VP8X\x0a\0\0\0\x10\0\0\0\0\0\0\0\0\0", "latin1");
  chunk.writeUIntLE(width - 1, 12, 3);
  chunk.writeUIntLE(height - 1, 15, 3);
  return chunk;
}

/** A frame on its canvas. */
function placed(frame: Uint8Array, { width, height, left, top, still }: WebpHeader): Uint8Array {
  const canvas = new Uint8Array(4 * width * height);
  for (let y = 0; y < still.height; y++) {
    canvas.set(frame.subarray(4 * y * still.width, 4 * (y + 1) * still.width), 4 * ((top + y) * width + left));
  }
  return canvas;
}
