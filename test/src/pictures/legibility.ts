// How well a picture of evidence can be read: how far its colours are from the photograph's where the evidence is strong, and how much
// of the photograph is still there.
//
//   ΔE = |Lab(picture) − Lab(photograph)|      CIE 1976, D65; 2.3 is just noticeable
//   contrast = the median of ΔL*(picture) / ΔL*(photograph) from a pixel to the next, where the photograph's is to be seen
//
// Source    CIE 15:2004 (L*a*b*); IEC 61966-2-1 (sRGB).
import type { Image } from "@camlucida/cam";

const noticeable = 2.3; // in units of L*: Mahy, Van Eycken & Oosterlinck 1994

export interface Legibility {
  readonly difference: number; // the median ΔE where the evidence is above half of its largest
  readonly contrast: number; // of the photograph's own, that is left; over the whole picture
}

/** @param evidence [H, W] of any scale. @param stride every how many-th pixel is looked at */
export function legibilityOf(photo: Image, picture: Image, evidence: Float32Array, stride = 1): Legibility {
  const most = evidence.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const differences: number[] = [];
  const kept: number[] = [];
  for (let at = 0; at + 1 < evidence.length; at += stride) {
    const [before, after] = [labOf(photo, at), labOf(picture, at)];
    if (Math.abs(evidence[at] as number) > most / 2) differences.push(Math.hypot(...after.map((value, axis) => value - (before[axis] as number))));
    const step = labOf(photo, at + 1)[0] - before[0];
    if (Math.abs(step) >= noticeable) kept.push((labOf(picture, at + 1)[0] - after[0]) / step);
  }
  return { difference: median(differences), contrast: median(kept) };
}

export function labOf({ data }: Image, pixel: number): readonly [number, number, number] {
  const [red, green, blue] = [0, 1, 2].map((c) => linear[data[4 * pixel + c] as number] as number) as [number, number, number];
  const [x, y, z] = [
    (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
    0.2126729 * red + 0.7151522 * green + 0.072175 * blue,
    (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883,
  ].map((value) => (value > 216 / 24389 ? Math.cbrt(value) : (24389 / 27 * value + 16) / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** A level 0…255 → linear light. */
const linear = Float64Array.from({ length: 256 }, (_, level) => (level <= 10 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
