// mozjpeg's decoder, in WebAssembly, for the few JPEGs whose chroma is sampled in ways that libjpeg-turbo's own interface does not name.
import { Buffer } from "node:buffer";
import { codec } from "./codec_file.ts";
import type { Decoded } from "./libjpeg_turbo.ts";

/**
 * By an instance of its own.
 * @param parts of the file, one behind the other
 * @returns undefined where it fails or warns of anything
 */
export async function decodeByMozjpeg(parts: readonly Uint8Array[]): Promise<Decoded | undefined> {
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
