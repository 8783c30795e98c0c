// Reads what Pillow, torchvision and OpenCV gave (src/fixtures, written by test/reference_pixels.py).
import { readFixture, sha256 } from "@camlucida/tensor/testing";

/** Of a reference array: the SHA-256 of its bytes, and the values at some places. */
export interface Digest {
  readonly sha256: string;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** The cases of one fixture file. */
export async function referenceCases<Case>(file: string): Promise<readonly Case[]> {
  const { cases } = await readFixture<{ readonly cases: readonly Case[] }>(import.meta.url, `../fixtures/${file}`);
  if (cases.length === 0) throw new Error(`${file} has no cases: run test/reference_pixels.py`);
  return cases;
}

/** The digest of our own array at the reference's places: `toEqual` then means equal to the bit, and shows where not. */
export async function digestLike({ at }: Digest, array: Uint8Array | Float32Array): Promise<Digest> {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();
  const values = at.map((i) => array[i] ?? Number.NaN);
  return { sha256: await sha256(bytes), at, values };
}

/** The digest alone, without the case's other fields. */
export function digestOf({ sha256, at, values }: Digest): Digest {
  return { sha256, at, values };
}
