// Pictures of pseudo-random pixels, the same in test/reference_pixels.py: a hash of seed · 2654435769 + i. And what Pillow, torchvision and
// OpenCV gave for them (src/fixtures, written by that script).
// And one small graph on the GPU and, through the CPU functions beside the shaders, without one; and how far two arrays are apart.
import { runByReferences, type Data, type Gpu, type Value } from "@camlucida/tensor";
import { hash, readFixture, sha256, runOnGpu } from "@camlucida/tensor/testing";
import type { Feed } from "../preprocess/image.ts";

/** Even seeds: 0…255. Odd seeds: 0 or 255, the hardest contrasts. */
export function noiseBytes(seed: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const top = hash(seed, i) >>> 24;
    bytes[i] = seed % 2 === 0 ? top : (top >> 7) * 255;
  }
  return bytes;
}

/** −8 … 8 in steps of 2⁻²⁰: exact in float32, their sums are not. */
export function noiseFloats(seed: number, count: number): Float32Array {
  const floats = new Float32Array(count);
  for (let i = 0; i < count; i++) floats[i] = ((hash(seed, i) >>> 8) - 2 ** 23) / 2 ** 20;
  return floats;
}

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

export interface Both {
  readonly onGpu: Data;
  readonly onCpu: Data;
}

/** The same value of the same graph, computed twice. */
export async function both(gpu: Gpu, { graph, inputs }: Feed, output: Value): Promise<Both> {
  const [onGpu, onCpu] = [await runOnGpu(gpu, graph, [output], inputs), runByReferences(graph, [output], inputs)];
  return { onGpu: onGpu[output.name] as Data, onCpu: onCpu[output.name] as Data };
}

/** The largest difference between two pictures' bytes; infinite if their lengths differ. Any shape. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** [n] 0…1 → [n] 0…255, half up. */
export function levelsOf(values: Float32Array): Uint8Array {
  const levels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const level = Math.floor(Math.fround(Math.fround(255 * values[i]!) + 0.5));
    levels[i] = Math.min(Math.max(level, 0), 255);
  }
  return levels;
}
