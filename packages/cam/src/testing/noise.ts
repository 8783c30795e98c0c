// Pictures of pseudo-random pixels, the same in test/reference_pixels.py: a hash of seed · 2654435769 + i.
import { hash } from "@camlucida/tensor/testing";

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
