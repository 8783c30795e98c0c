// The JPEG decoders, in WebAssembly: libjpeg-turbo's and mozjpeg's.
import openModule, { type JpegModule } from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs";
import { Buffer } from "node:buffer";
import { codec } from "./wasm_codecs.ts";

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
 * By libjpeg-turbo. A fresh decoder for every picture would take longer than a small picture does: one that was left as it should be decodes
 * the next, any other is dropped with whatever a file has done to it.
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

/**
 * By mozjpeg, for the few JPEGs whose chroma is sampled in ways that libjpeg-turbo's own interface does not name;
 * by an instance of its own.
 * @param parts of the file, one behind the other
 * @returns undefined where it fails or warns of anything
 */
export async function decodeByMozjpeg(parts: readonly Uint8Array[]): Promise<Decoded | undefined> {
  const { default: openMozjpeg } = await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js"); // few pictures need it
  let warned = false;
  const module = await openMozjpeg({
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
