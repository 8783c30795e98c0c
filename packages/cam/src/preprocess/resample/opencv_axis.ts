// OpenCV's INTER_LINEAR, one axis: between which two source samples each output lies, and how far along.
//
//   f = float32((d + ½) · source/destination − ½),  s = floor(f),  share of sample s + 1 = f − s
//
// The two axes treat the border differently: columns drop the fraction there, rows keep it and read one sample twice.
// The tables feed both the CPU functions beside this file and their WGSL kernels.
// Source    OpenCV 4.6, modules/imgproc/src/resize.cpp.
import { roundHalfEven } from "../rounding.ts";

/** Along one axis: out[d] = weights[d, 0] · in[indices[d, 0]] + weights[d, 1] · in[indices[d, 1]]. */
export interface LinearAxis {
  readonly indices: Int32Array; // [out, 2] both inside the source
  readonly weights: Float32Array; // [out, 2] 1 − share, share
}

/**
 * Horizontal tables for the outputs `start, start + 1, …` (`count` of them) of an axis of `source` samples stretched
 * over `destination` pixels. `start` and `destination` may be fractional: a map laid over a part of a photograph.
 */
export function openCvColumns(source: number, destination: number, start = 0, count = destination): LinearAxis {
  const axis = linearAxis(source, destination, start, count);
  for (let i = 0; i < count; i++) {
    if (axis.floors[i]! >= 0 && axis.floors[i]! < source - 1) continue;
    axis.weights.set([1, 0], 2 * i);
  }
  return axis;
}

/** Vertical tables: as `openCvColumns`, but at the border the fraction stays. */
export function openCvRows(source: number, destination: number, start = 0, count = destination): LinearAxis {
  return linearAxis(source, destination, start, count);
}

function linearAxis(source: number, destination: number, start: number, count: number): LinearAxis & { floors: Int32Array } {
  const axis = { indices: new Int32Array(count * 2), weights: new Float32Array(count * 2), floors: new Int32Array(count) };
  const scale = 1 / (destination / source); // OpenCV's own detour: may miss source / destination by a last place
  for (let i = 0; i < count; i++) {
    const position = Math.fround((start + i + 0.5) * scale - 0.5);
    const floor = Math.floor(position);
    const share = Math.fround(position - floor);
    axis.floors[i] = floor;
    axis.indices.set([clamp(floor, source), clamp(floor + 1, source)], 2 * i);
    axis.weights.set([1 - share, share], 2 * i);
  }
  return axis;
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}

/** The weights as OpenCV's u8 path takes them: whole numbers of 1/2048, rounded half to even. [out, 2] */
export function fixedPointWeights(axis: LinearAxis): Int32Array {
  return Int32Array.from(axis.weights, (weight) => roundHalfEven(weight * 2048));
}
