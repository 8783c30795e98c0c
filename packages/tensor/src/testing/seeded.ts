// Pseudo-random numbers that Python repeats to the bit (test/seeded.py), so that fixtures store results only.
// The i-th number is a hash of seed · 2654435769 + i: no state, any order.
// Source of the hash: Chris Wellons, "Prospecting for Hash Functions", 2018 (lowbias32).

/** [length], −scale ≤ x < scale, in steps of scale · 2⁻²³. */
export function seeded(seed: number, length: number, scale = 1): Float32Array {
  return Float32Array.from({ length }, (_, i) => (((hash(seed, i) >>> 8) - 2 ** 23) / 2 ** 23) * scale);
}

/** The i-th number of a sequence: 32 bits, unsigned. */
export function hash(seed: number, i: number): number {
  let x = (i + Math.imul(seed, 2654435769)) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
