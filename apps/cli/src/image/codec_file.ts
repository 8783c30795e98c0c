// The WebAssembly files of the JPEG codec, found where the package manager put them.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

type CodecPart = "dec" | "enc";

/** How the codec's JavaScript gets an instance of its WebAssembly. */
export type Instantiate = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => WebAssembly.Exports;

const modules = new Map<CodecPart, Promise<WebAssembly.Module>>();

/**
 * Makes instances of mozjpeg's decoder ("dec") or encoder ("enc"), from @jsquash/jpeg. It is compiled once for all
 * pictures: what the compiler has made of the code stays with the module.
 */
export async function codec(part: CodecPart): Promise<Instantiate> {
  const compiled = modules.get(part) ?? compile(part);
  modules.set(part, compiled);
  const module = await compiled;
  return (imports, done) => {
    const instance = new WebAssembly.Instance(module, imports);
    done(instance);
    return instance.exports;
  };
}

async function compile(part: CodecPart): Promise<WebAssembly.Module> {
  const path = createRequire(import.meta.url).resolve(`@jsquash/jpeg/codec/${part}/mozjpeg_${part}.wasm`);
  return WebAssembly.compile(await readFile(path));
}
