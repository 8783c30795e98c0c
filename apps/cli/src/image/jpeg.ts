// JPEG → [H, W, 4] RGBA u8.
//
// Greyscale or colour: by libjpeg-turbo in WebAssembly, bit for bit what Pillow and OpenCV give with their defaults (accurate integer DCT,
// "fancy" chroma upsampling). Damaged files, which they paint grey or guess at, are refused.
//
// Four components (CMYK, or YCCK as Adobe writes it): by jpeg-js, since libjpeg-turbo has no way from these to RGB. The inks are taken as
// stored inverted, Adobe's convention, as Pillow and OpenCV do. Not exact: without chroma subsampling, as CMYK is nearly always stored,
// within 4 levels of OpenCV. With it jpeg-js repeats chroma pixels where libjpeg interpolates: 1.4 levels on average, up to 74 at a colour
// edge of a test photograph.
import { APP0, APP14, checkJpeg, type Image, type JpegHeader, type Range, type Segment, segmentsOf, SOS, startsWith } from "@camlucida/cam";
import jpegJs from "jpeg-js";
import { Buffer } from "node:buffer";
import { imageError, messageOf } from "../errors/errors.ts";
import type { Picture } from "./picture_file.ts";
import { refuseLargerThan } from "./pixel_limit.ts";
import { decodeByMozjpeg, decodeByTurbo, type Decoded } from "./jpeg_codecs.ts";

/**
 * Decodes a JPEG whose header was read and found small enough.
 * @throws ImageError "image-truncated", "image-corrupt"; "image-too-large" for four components above 25 million pixels
 */
export async function decodeJpeg(bytes: Uint8Array, header: JpegHeader): Promise<Picture> {
  return header.components === 4 ? decodeCmyk(bytes, header) : decodeColour(bytes, header);
}

/**
 * Of 1 or 3 components. What the decoder has nothing to say of is whole. Otherwise the data are followed to their end: bytes that belong to
 * nothing are left out, with a remark; anything else is damage.
 */
async function decodeColour(bytes: Uint8Array, header: JpegHeader): Promise<Picture> {
  const asWritten = partsOf(bytes);
  const decoded = await decodeSpotless(asWritten.parts, header);
  if (decoded) return { image: imageOf(decoded, header), remarks: asWritten.remarks };
  const spare = checkJpeg(bytes) ?? [];
  const { parts, remarks } = partsOf(bytes, spare);
  const mended = spare.length > 0 ? await decodeSpotless(parts, header) : undefined;
  if (mended) return { image: imageOf(mended, header), remarks };
  throw imageError("image-corrupt", "The JPEG is damaged: libjpeg cannot decode it without a warning. Copy or download it again.");
}

/** @returns undefined where a decoder fails or warns of anything */
async function decodeSpotless(parts: readonly Uint8Array[], { sampling }: JpegHeader): Promise<Decoded | undefined> {
  return await decodeByTurbo(parts) ?? (isNamed(sampling) ? undefined : decodeByMozjpeg(parts));
}

/** Factors of luma for which TurboJPEG has a name where chroma has 1×1: 4:4:4, 4:2:2, 4:2:0, 4:4:0, 4:1:1, 4:4:1. */
const namedLuma = ["1×1", "2×1", "2×2", "1×2", "4×1", "1×4"];

function isNamed(sampling: readonly string[]): boolean {
  const [luma = "", ...chroma] = sampling;
  return chroma.every((factors) => factors === luma) || (namedLuma.includes(luma) && chroma.every((factors) => factors === "1×1"));
}

/** → [H, W, 4], opaque. */
function imageOf({ width, height, channels, samples }: Decoded, header: JpegHeader): Image {
  if (width !== header.width || height !== header.height) {
    throw imageError("image-corrupt", `The JPEG is damaged: it declares ${header.width}×${header.height} pixels and holds ${width}×${height}.`);
  }
  if (channels === 4) return { width, height, data: new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength) };
  const pixels = new Uint32Array(width * height);
  if (channels === 1) samples.forEach((grey, at) => { pixels[at] = opaque | (grey * 0x010101); });
  else spread(samples, pixels);
  return { width, height, data: new Uint8Array(pixels.buffer) };
}

/** Of a pixel in one number: little-endian, as WebAssembly is, from red in the lowest byte to alpha in the highest. */
const opaque = 0xff000000;

/** [pixels, 3] → [pixels], four pixels at a time where there are as many. */
function spread(samples: Uint8ClampedArray, pixels: Uint32Array): void {
  const fours = pixels.length >> 2;
  const words = new Uint32Array(samples.buffer, samples.byteOffset, 3 * fours); // a copy of its own: it begins on a multiple of 4
  for (let from = 0, to = 0; from < words.length; from += 3, to += 4) {
    const [a, b, c] = [words[from] as number, words[from + 1] as number, words[from + 2] as number];
    pixels[to] = opaque | a;
    pixels[to + 1] = opaque | (a >>> 24) | (b << 8);
    pixels[to + 2] = opaque | (b >>> 16) | (c << 16);
    pixels[to + 3] = opaque | (c >>> 8);
  }
  for (let to = 4 * fours; to < pixels.length; to++) {
    const [red, green, blue] = samples.subarray(3 * to);
    pixels[to] = opaque | ((blue as number) << 16) | ((green as number) << 8) | (red as number);
  }
}

/** Bytes per pixel: jpeg-js keeps every coefficient as 4 bytes, four components of them, and more. */
export const cmykPixelBytes = 40;

export const cmykPixelLimit = 25_000_000;
const memoryLimit = 1024; // MiB, as jpeg-js counts

/** APP14 "Adobe", version 100, no flags, transform 0: plain CMYK. */
const adobeSegment = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);

/** Of 4 components. jpeg-js says little of damaged data: they are followed to their end first. */
function decodeCmyk(bytes: Uint8Array, header: JpegHeader): Picture {
  refuseLargerThan(cmykPixelLimit, header);
  const { parts, remarks } = partsOf(bytes, checkJpeg(bytes));
  const whole = Buffer.concat(parts);
  try {
    const file = header.adobe ? whole : withAdobeSegment(whole);
    const settings = { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: memoryLimit } as const;
    const { width, height, data } = jpegJs.decode(file, settings);
    return { image: { width, height, data }, remarks };
  } catch (error) {
    throw imageError("image-corrupt", `The CMYK JPEG cannot be decoded: ${messageOf(error)}.`, { cause: error });
  }
}

/** jpeg-js refuses four components that do not say what they are; without the segment they are plain CMYK. */
function withAdobeSegment(bytes: Uint8Array): Uint8Array {
  const file = new Uint8Array(bytes.length + adobeSegment.length);
  file.set(bytes.subarray(0, 2)); // SOI
  file.set(adobeSegment, 2);
  file.set(bytes.subarray(2), 2 + adobeSegment.length);
  return file;
}

interface JpegParts {
  readonly parts: readonly Uint8Array[]; // a file, one behind the other
  readonly remarks: readonly string[]; // on what was left out or changed
}

/** SOF0 and SOF1: one scan holds all coefficients. */
const sequential = [0xc0, 0xc1];

/**
 * The parts of a file that make the picture, as decoders expect them: without what libjpeg would warn of though it harms nothing. What it
 * warns of then is damage.
 * @param spare bytes of the file that belong to nothing, in file order
 */
function partsOf(bytes: Uint8Array, spare: readonly Range[] = []): JpegParts {
  const parts = [bytes.subarray(0, 2)];
  const remarks = spare.length > 0 ? [leftOver(spare)] : [];
  let [at, data, frame] = [2, false, 0]; // where it goes on, whether with image data; the frame's marker
  for (const segment of segmentsOf(bytes)) {
    const between = without(bytes, at, segment.from, spare);
    if (data) parts.push(...between);
    else if (between.some((part) => part.some((byte) => byte !== 0xff))) remarks.push("the JPEG holds bytes that belong to nothing; they do no harm");
    if (sequential.includes(segment.marker)) frame = segment.marker;
    const { part, remark } = expected(segment, bytes, frame);
    if (part) parts.push(part);
    if (remark !== undefined) remarks.push(remark);
    [at, data] = [segment.to, segment.marker === SOS];
  }
  return { parts, remarks: [...new Set(remarks)] };
}

function leftOver(spare: readonly Range[]): string {
  const count = spare.reduce((sum, [from, to]) => sum + to - from, 0);
  return `${count} bytes of the JPEG's data are left over when the picture is complete: harmless, unless it looks damaged`;
}

function without(bytes: Uint8Array, from: number, to: number, spare: readonly Range[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = from;
  for (const [first, end] of spare) {
    if (first < at || first >= to) continue;
    parts.push(bytes.subarray(at, first));
    at = end;
  }
  return [...parts, bytes.subarray(at, to)];
}

/** The segment as decoders expect it; none where it is nothing to them. */
function expected({ marker, data, from, to }: Segment, bytes: Uint8Array, frame: number): { part?: Uint8Array; remark?: string } {
  const whole = bytes.subarray(from, to);
  const at = whole.length - data.length;
  if (marker === APP0 && startsWith(data, "JFIF\0") && data.length > 5 && data[5] !== 1) return { part: whole.with(at + 5, 1) }; // a revision that came later
  if (marker === APP14 && startsWith(data, "Adobe")) return (data[11] ?? 0) > 2 ? { part: whole.with(at + 11, 1) } : { part: whole }; // a transform taken for YCbCr
  if (marker === APP0 && startsWith(data, "JFIF\0")) return { part: whole };
  if ((marker >= APP0 && marker <= 0xef) || marker === 0xfe) return {}; // other applications', comments
  if (marker !== SOS || frame === 0 || isWhole(data)) return { part: whole };
  const end = whole.length - 3;
  return {
    part: whole.with(end, 0).with(end + 1, 63).with(end + 2, 0),
    remark: "the JPEG's scan header names coefficients as only progressive files do; all were read",
  };
}

/** A scan header that names all coefficients and all their bits. */
const isWhole = (data: Uint8Array): boolean => data.at(-3) === 0 && data.at(-2) === 63 && data.at(-1) === 0;
