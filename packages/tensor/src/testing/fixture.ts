// Reads what PyTorch gave (fixtures/*.json, written by test/reference_*.py). For tests in Node and Deno only.
import { readFileSync } from "node:fs";

/** The JSON file at `path`, relative to the test file `from` (its `import.meta.url`). */
export function readFixture<Fixture>(from: string, path: string): Fixture {
  return JSON.parse(readFileSync(new URL(path, from), "utf8")) as Fixture;
}

/** Base64 of little-endian float32 → numbers. */
export function decodeFloats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}
