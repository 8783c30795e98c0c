// Whether the decoder of HEIC, which users install themselves, is there.
import { createRequire } from "node:module";

export function hasHeicDecoder(): boolean {
  try {
    createRequire(import.meta.url).resolve("libheif-js/libheif-wasm/libheif.wasm");
    return true;
  } catch {
    return false;
  }
}

export const heicAdvice = "libheif-js reads it, where that is installed beside camlucida: npm install libheif-js";
