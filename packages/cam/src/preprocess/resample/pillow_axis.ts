// Along one axis of a picture that Pillow resizes: which source samples each output adds up, and with which weights.
//
//   w[X, j] = f((first + j − centre + ½) / stretch) / Σ,   centre = (X + ½) · source/destination,   stretch = max(source/destination, 1)
//
//
// NEAREST takes one sample, of weight 1.
// Source    Pillow 9.4, libImaging/Resample.c (precompute_coeffs), in the same order of operations. The cubic: Keys 1981, a = −½.

/** Of a weight: 32 − 8 for the pixel − 2 of headroom. */
export const fractionBits = 22;

/** Along one axis: which source samples each output adds up, and with which weights. */
export interface PillowAxis {
  readonly first: Int32Array; // [out] the first source sample read
  readonly count: Int32Array; // [out] how many are read
  readonly weights: Int32Array; // [out, taps] in units of 2⁻²², each row padded with zeros
  readonly taps: number; // the largest count
}

/** How pixels are weighed: by Pillow's BILINEAR, its BICUBIC, or its NEAREST, where the one counts that lies there. */
export type Interpolation = "bilinear" | "bicubic" | "nearest";

export const interpolations: readonly Interpolation[] = ["bilinear", "bicubic", "nearest"];

/** Half the width of a filter, in source samples where nothing shrinks, and its weight at a distance from its centre. */
interface Filter {
  readonly support: number;
  weightAt(distance: number): number;
}

const filters: Readonly<Record<Exclude<Interpolation, "nearest">, Filter>> = {
  bilinear: { support: 1, weightAt: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weightAt: (x) => cubic(Math.abs(x)) },
};

const a = -0.5;
const cubic = (x: number): number => (x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0);

/**
 * The tables for outputs `start … start + count − 1` of an axis resized from `source` to `destination` samples. A weight is in units of 2⁻²².
 * @example
 * ```ts
 * import { pillowAxis } from "@camlucida/cam";
 *
 * const { first, count, weights } = pillowAxis(4, 2, "bilinear");
 * [first[0], count[0]]; // → [0, 3]
 * // 3/7, 3/7 and 1/7:
 * weights.slice(0, 3); // → Int32Array.of(1797559, 1797559, 599186)
 * ```
 */
export function pillowAxis(source: number, destination: number, interpolation: Interpolation, start = 0, count = destination): PillowAxis {
  if (interpolation === "nearest") return nearestAxis(source, destination, start, count);
  const filter = filters[interpolation];
  const scale = source / destination;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const taps = Math.min(source, 2 * Math.ceil(support) + 1);
  const axis = { first: new Int32Array(count), count: new Int32Array(count), weights: new Int32Array(count * taps), taps };
  for (let i = 0; i < count; i++) {
    const centre = (start + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(source, Math.trunc(centre + support + 0.5));
    axis.first[i] = first;
    axis.count[i] = end - first;
    axis.weights.set(samples(filter, first, centre, stretch, end - first), i * taps);
  }
  return axis;
}

/** Positions are added up from the first one on, rounding with them, as libImaging/Geometry.c (ImagingScaleAffine) has it. */
function nearestAxis(source: number, destination: number, start: number, count: number): PillowAxis {
  const step = source / destination;
  const first = new Int32Array(count);
  for (let at = 0, position = step * 0.5; at < start + count; at++, position += step) {
    if (at >= start) first[at - start] = Math.min(Math.trunc(position), source - 1);
  }
  return { first, count: new Int32Array(count).fill(1), weights: new Int32Array(count).fill(2 ** fractionBits), taps: 1 };
}

/** The filter at `count` source samples from `first` on, of sum 1, in units of 2⁻²². */
function samples({ weightAt }: Filter, first: number, centre: number, stretch: number, count: number): Float64Array {
  const weights = new Float64Array(count);
  let sum = 0;
  for (let j = 0; j < count; j++) {
    const weight = weightAt((j + first - centre + 0.5) * (1 / stretch));
    weights[j] = weight;
    sum += weight;
  }
  return weights.map((weight) => Math.trunc((weight < 0 ? -0.5 : 0.5) + (weight / sum) * 2 ** fractionBits));
}
