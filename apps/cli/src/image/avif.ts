// AVIF → [H, W, 4] RGBA u8, turned as its container says: the colours that ITU-T H.273 defines for its samples, rounded, chroma of fewer samples
// interpolated as libavif does. Of a sequence the first picture; alpha is dropped. The decoding is libavif's with libaom, by one instance for
// each picture: what a file does to it ends with it.
import { codec } from "./wasm_codecs.ts";
import { corrupt, messageOfDecoder } from "./damage.ts";
import { type PrimaryPicture, readPrimary } from "./isobmff.ts";
import { opaque, type Picture, type PictureFile } from "./picture_file.ts";
import { refuseLargerThan } from "./pixel_limit.ts";

/** What an instance may take, whatever the bitstream asks for: its own, and for each pixel of 8 bits in 4:2:0, or of any other kind. */
const [ownMemory, memoryOfUsual, memoryOfOther] = [160 << 20, 16, 32] as const; // bytes

/** What keeps decoding below a gigabyte; 10 and 12 bits, and chroma at full size, take twice the memory. */
const [usualLimit, otherLimit] = [40_000_000, 25_000_000] as const;

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function openAvif(bytes: Uint8Array): PictureFile {
  const primary = readPrimary("AVIF", bytes);
  const { width, height, orientation } = primary;
  return { width, height, pixelLimit: isUsual(primary) ? usualLimit : otherLimit, orientation, decode: () => decode(bytes, primary) };
}

/** The AV1 configuration's third byte: high bit depth 0x40, no colour 0x10, chroma halved both ways 0x0c (AV1-ISOBMFF §2.3.3). */
function isUsual({ configuration }: PrimaryPicture): boolean {
  const flags = configuration?.[2] ?? 0x40;
  return (flags & 0x40) === 0 && ((flags & 0x10) !== 0 || (flags & 0x0c) === 0x0c);
}

async function decode(bytes: Uint8Array, primary: PrimaryPicture): Promise<Picture> {
  const { width, height, parts, animated } = primary;
  for (const part of parts) refuseLargerThan(otherLimit, part);
  const { default: openAvifModule } = await import("@jsquash/avif/codec/dec/avif_dec.js");
  const mostMemory = ownMemory + bytes.length + (isUsual(primary) ? memoryOfUsual : memoryOfOther) * width * height;
  const module = await openAvifModule({ noInitialRun: true, instantiateWasm: await codec("avifDecoder", mostMemory), print: () => undefined, printErr: () => undefined });
  const pixels = attempt(() => module.decode(bytes, 8));
  if (pixels.width !== width || pixels.height !== height) {
    throw corrupt("AVIF", `it declares ${width}×${height} pixels and holds ${pixels.width}×${pixels.height}`);
  }
  const data = opaque(new Uint8Array(pixels.data.buffer, pixels.data.byteOffset, pixels.data.byteLength));
  return { image: { width, height, data }, remarks: animated ? ["an AVIF sequence: its first picture was read"] : [] };
}

/** What a decoder that fails or ends itself says. */
function attempt<Found>(decodeOnce: () => Found | null): Found {
  try {
    const found = decodeOnce();
    if (found !== null) return found;
  } catch (error) {
    throw corrupt("AVIF", messageOfDecoder(error), { cause: error });
  }
  throw corrupt("AVIF", "its decoder finds no picture in it");
}
