// Instances of mozjpeg's decoder, in WebAssembly. A fresh one for every picture would take longer than a small picture does: one
// that was left as it should be decodes the next, any other is dropped with whatever a file has done to it.
import openModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import { codec } from "./codec_file.ts";

export interface Decoded {
  readonly pixels: ImageData | undefined; // undefined if it gave up
  /** What libjpeg would print: at most one warning, and the reason of a failure. */
  readonly messages: readonly string[];
  readonly error: unknown;
}

interface Decoder {
  decode(bytes: Uint8Array): Decoded;
  memory(): number; // bytes
}

/** More than this is not held for pictures to come: an instance's memory grows with its largest picture, and never shrinks. */
const largestMemory = 32 << 20; // bytes

let idle: Decoder | undefined;

/** Decodes with the instance at hand, and keeps it only if nothing was remarked. */
export async function decodeWithMozjpeg(bytes: Uint8Array): Promise<Decoded> {
  const decoder = idle ?? await openDecoder();
  idle = undefined;
  const decoded = decoder.decode(bytes);
  if (decoded.pixels && decoded.messages.length === 0 && decoder.memory() <= largestMemory) idle = decoder;
  return decoded;
}

async function openDecoder(): Promise<Decoder> {
  let messages: string[] = [];
  const module = await openModule({
    noInitialRun: true,
    instantiateWasm: await codec("dec"),
    printErr: (line: string): void => void messages.push(line),
  });
  return {
    decode: (bytes) => {
      messages = [];
      try {
        return { pixels: module.decode(bytes, false) ?? undefined, messages, error: undefined };
      } catch (error) {
        return { pixels: undefined, messages, error };
      }
    },
    memory: () => module.HEAPU8.byteLength,
  };
}
