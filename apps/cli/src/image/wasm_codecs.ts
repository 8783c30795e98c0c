// The codecs that are WebAssembly: where they lie, and instances of them.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** Found where the package manager put them. */
const files = {
  decoder: "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm",
  rareDecoder: "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  encoder: "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
  webpDecoder: "@jsquash/webp/codec/dec/webp_dec.wasm",
  avifDecoder: "@jsquash/avif/codec/dec/avif_dec.wasm",
  heicDecoder: "libheif-js/libheif-wasm/libheif.wasm",
} as const;

type CodecPart = keyof typeof files;

/** How the codec's JavaScript gets an instance of its WebAssembly. */
type Instantiate = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => WebAssembly.Exports;

const modules = new Map<CodecPart, Promise<WebAssembly.Module>>();

/**
 * Makes instances of a codec. Each is compiled once for all pictures: what the compiler has made of the code stays with the module.
 * @param mostMemory bytes of an instance's memory: a header may promise more than there is
 */
export async function codec(part: CodecPart, mostMemory = Infinity): Promise<Instantiate> {
  const compiled = modules.get(part) ?? compile(files[part]);
  modules.set(part, compiled);
  const module = await compiled;
  return (imports, done) => {
    const instance = new WebAssembly.Instance(module, imports);
    for (const exported of Object.values(instance.exports)) if (exported instanceof WebAssembly.Memory) limitGrowth(exported, mostMemory);
    done(instance);
    return instance.exports;
  };
}

/** Where it would grow further, the decoder is told that there is no memory left. */
function limitGrowth(memory: WebAssembly.Memory, mostMemory: number): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * 65_536 > mostMemory) throw new RangeError(`no more than ${mostMemory} bytes`);
    return grow(pages);
  };
}

async function compile(file: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve(file)));
}
