// JPEG (greyscale or colour) → [H, W, 4] RGBA u8, by libjpeg-turbo in WebAssembly: bit for bit what Pillow and OpenCV give with
// their defaults (accurate integer DCT, "fancy" chroma upsampling). Damaged files, which they paint grey or guess at, are refused.
import { checkJpeg, type Image, type JpegHeader } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import { imageError } from "../errors/errors.ts";
import { codec } from "./codec_file.ts";
import { partsOf } from "./jpeg_parts.ts";
import { decodeByTurbo, type Decoded } from "./libjpeg_turbo.ts";

/**
 * Decodes a JPEG of 1 or 3 components whose header was read and found small enough. What the decoder has nothing to say of is whole.
 * Otherwise the data are followed to their end: bytes that belong to nothing are left out, with a remark; anything else is damage.
 * @throws ImageError "image-truncated", "image-corrupt"
 */
export async function decodeJpeg(bytes: Uint8Array, header: JpegHeader): Promise<Picture> {
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

/**
 * By mozjpeg, for the few JPEGs whose chroma is sampled in ways that libjpeg-turbo's own interface does not name;
 * by an instance of its own.
 * @param parts of the file, one behind the other
 * @returns undefined where it fails or warns of anything
 */
async function decodeByMozjpeg(parts: readonly Uint8Array[]): Promise<Decoded | undefined> {
  const { default: openModule } = await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js"); // few pictures need it
  let warned = false;
  const module = await openModule({
    noInitialRun: true,
    instantiateWasm: await codec("rareDecoder"),
    printErr: () => { warned = true; },
  });
  try {
    const pixels = module.decode(Buffer.concat(parts), false);
    return pixels && !warned ? { width: pixels.width, height: pixels.height, channels: 4, samples: pixels.data } : undefined;
  } catch {
    return undefined;
  }
}

/** What was read from a file. */
export interface Picture {
  readonly image: Image;
  readonly remarks: readonly string[]; // on what is unusual in the file and did no harm
}
