// The first principal component of a layer's channels over its positions, as a map.
//
//   E' = E − mean over positions,  [P, K];     M = E'·v,  v the first right singular vector of E'
//
// A component has no sign of its own: it gets the one that correlates with the plain sum Σ_k E_k.
import type { Method } from "./method.ts";

/**
 * Principal-component smoothing: the same weights, but the map is the first principal component of weight ⊙ A instead of their
 * sum, which drops what single channels add at random.
 * Source  pytorch-grad-cam's eigen_smooth.
 * @example
 * ```ts
 * principalComponentOf(methodNamed("grad-cam")).reduce; // → "principal component"
 * ```
 */
export const principalComponentOf = (method: Method): Method => ({ ...method, reduce: "principal component" });

/** When two successive directions differ by less, they are one. Gaps between singular values decide how soon. */
const converged = 1e-12;
const mostRounds = 2000;

/**
 * @param values E [P, K]
 * @returns [P]; zeros where E is the same at every position
 */
export function principalComponent(values: Float32Array, channels: number): Float32Array {
  const positions = values.length / channels;
  const centred = centre(values, channels);
  const direction = firstSingularVector(centred, positions, channels);
  const map = Float64Array.from({ length: positions }, (_, p) => dot(centred, direction, p * channels, channels));
  const sign = map.reduce((sum, value, p) => sum + value * total(centred, p * channels, channels), 0) < 0 ? -1 : 1;
  return Float32Array.from(map, (value) => sign * value);
}

/** Each channel minus its mean over the positions. */
function centre(values: Float32Array, channels: number): Float64Array {
  const means = new Float64Array(channels);
  values.forEach((value, at) => { means[at % channels] = (means[at % channels] as number) + (value * channels) / values.length; });
  return Float64Array.from(values, (value, at) => value - (means[at % channels] as number));
}

/** Power iteration on E'ᵀE', one multiplication by E' and one by its transpose at a time. [K], of length 1 or 0. */
function firstSingularVector(centred: Float64Array, positions: number, channels: number): Float64Array {
  let direction = normalised(strongestRow(centred, positions, channels));
  for (let round = 0; round < mostRounds; round++) {
    const next = new Float64Array(channels);
    for (let p = 0; p < positions; p++) {
      const share = dot(centred, direction, p * channels, channels);
      for (let k = 0; k < channels; k++) next[k] = (next[k] as number) + share * (centred[p * channels + k] as number);
    }
    const turned = normalised(next);
    const change = turned.reduce((sum, value, k) => sum + (value - (direction[k] as number)) ** 2, 0);
    direction = turned;
    if (change < converged ** 2) break;
  }
  return direction;
}

/** Where to begin: a row that is certainly not orthogonal to everything. */
function strongestRow(centred: Float64Array, positions: number, channels: number): Float64Array {
  let best = centred.subarray(0, channels);
  for (let p = 1; p < positions; p++) {
    const row = centred.subarray(p * channels, (p + 1) * channels);
    if (dot(row, row, 0, channels) > dot(best, best, 0, channels)) best = row;
  }
  return best;
}

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector, 0, vector.length));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** ⟨row of `matrix` from `offset`, vector⟩ */
function dot(matrix: Float64Array, vector: Float64Array, offset: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (matrix[offset + k] as number) * (vector[k] as number);
  return sum;
}

function total(matrix: Float64Array, offset: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += matrix[offset + k] as number;
  return sum;
}
