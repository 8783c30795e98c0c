// Instances of libjpeg-turbo's decoder, in WebAssembly. A fresh one for every picture would take longer than a small picture does: one
// that was left as it should be decodes the next, any other is dropped with whatever a file has done to it.
import openModule, { type JpegModule } from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs";
import { codec } from "./codec_file.ts";

export interface Decoded {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly channels: 1 | 3 | 4; // grey, RGB or RGBA
  readonly samples: Uint8ClampedArray; // [H, W, channels]
}

/** More than this is not held for pictures to come: an instance's memory grows with its largest picture, and never shrinks. */
const largestMemory = 64 << 20; // bytes; it begins with 50 MiB, of which a picture takes what it needs

let idle: JpegModule | undefined;

/**
 * @param parts of the file, one behind the other
 * @returns undefined where libjpeg fails or warns of anything: it does not say of what
 */
export async function decodeByTurbo(parts: readonly Uint8Array[]): Promise<Decoded | undefined> {
  const module = idle ?? await openModule({ instantiateWasm: await codec("decoder") });
  idle = undefined;
  const decoded = decodeBy(module, parts);
  if (decoded && module.HEAPU8.byteLength <= largestMemory) idle = module;
  return decoded;
}

function decodeBy(module: JpegModule, parts: readonly Uint8Array[]): Decoded | undefined {
  const decoder = new module.JPEGDecoder();
  const file = decoder.getEncodedBuffer(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (file.set(part, at), at + part.length), 0);
  try {
    decoder.decode();
  } catch {
    return undefined; // nor is the decoder closed: it goes with its module
  }
  const { width, height, componentCount: channels } = decoder.getFrameInfo();
  const decoded = { width, height, channels, samples: decoder.getDecodedBuffer() };
  decoder.delete();
  return decoded;
}
