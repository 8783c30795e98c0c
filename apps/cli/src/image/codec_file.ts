// The WebAssembly files of the JPEG codec, found where the package manager put them.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** The bytes of mozjpeg's decoder ("dec") or encoder ("enc"), from @jsquash/jpeg. */
export function readCodec(part: "dec" | "enc"): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.url).resolve(`@jsquash/jpeg/codec/${part}/mozjpeg_${part}.wasm`));
}
