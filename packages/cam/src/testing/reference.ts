// Reads what Pillow, torchvision and OpenCV gave (src/fixtures, written by test/reference_pixels.py). For tests in Node
// and Deno only.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Of a reference array: the SHA-256 of its bytes, and the values at some places. */
export interface Digest {
  readonly sha256: string;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** The cases of one fixture file. */
export function referenceCases<Case>(file: string): readonly Case[] {
  const text = readFileSync(new URL(`../fixtures/${file}`, import.meta.url), "utf8");
  const { cases } = JSON.parse(text) as { readonly cases: readonly Case[] };
  if (cases.length === 0) throw new Error(`${file} has no cases: run test/reference_pixels.py`);
  return cases;
}

/** The digest of our own array at the reference's places: `toEqual` then means equal to the bit, and shows where not. */
export function digestLike({ at }: Digest, array: Uint8Array | Float32Array): Digest {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const values = at.map((i) => array[i] ?? Number.NaN);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), at, values };
}

/** The digest alone, without the case's other fields. */
export function digestOf({ sha256, at, values }: Digest): Digest {
  return { sha256, at, values };
}
