// The bytes of a WebAssembly module that is written as text: module.wasm.ts. Base64 puts three bytes into four letters, and so hides from
// gzip what repeats: the two modules, which are nearly the same, take 20 kB of a page that way, and 12 kB this way. Letters are those of
// ASCII, which every server and bundler passes on unchanged.

const FIRST = 35; // "#", the digit 0; "|" is 89
const BASE = 90;

/**
 * A byte is a number in base 90, of the letters from "#" on: below 90 it is its digit, else "}" (1 · 90) or "~" (2 · 90) stands before it.
 * assemble.mjs writes it.
 */
export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let nineties = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - FIRST;
    if (digit >= BASE) nineties = digit - BASE + 1;
    else {
      bytes[length++] = nineties * BASE + digit;
      nineties = 0;
    }
  }
  return bytes.slice(0, length);
}
