// The WebAssembly files of the JPEG codecs, found where the package manager put them.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const files = {
  decoder: "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm",
  rareDecoder: "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  encoder: "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
} as const;

type CodecPart = keyof typeof files;

/** How the codec's JavaScript gets an instance of its WebAssembly. */
export type Instantiate = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => WebAssembly.Exports;

const modules = new Map<CodecPart, Promise<WebAssembly.Module>>();

/**
 * Makes instances of libjpeg-turbo's decoder, or mozjpeg's two parts. Each is compiled once for all pictures: what the compiler has
 * made of the code stays with the module.
 */
export async function codec(part: CodecPart): Promise<Instantiate> {
  const compiled = modules.get(part) ?? compile(files[part]);
  modules.set(part, compiled);
  const module = await compiled;
  return (imports, done) => {
    const instance = new WebAssembly.Instance(module, imports);
    done(instance);
    return instance.exports;
  };
}

async function compile(file: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve(file)));
}
