// One axis of a bilinear resize as a shader reads it: one vec4 per output sample.
//
// Shapes    [out, 4] float32: (index, index, weight, weight); indices stay below 2²⁴ and are exact.
import type { LinearAxis } from "../preprocess/resample/opencv_axis.ts";

/** @param weights [out, 2] the axis' own, or its fixed-point form */
export function axisTable({ indices }: LinearAxis, weights: ArrayLike<number>): Float32Array {
  const table = new Float32Array(indices.length * 2);
  for (let i = 0; i < indices.length; i += 2) {
    table.set([indices[i]!, indices[i + 1]!, weights[i]!, weights[i + 1]!], 2 * i);
  }
  return table;
}

/** The inverse of `axisTable`. */
export function axisOf(table: Float32Array): LinearAxis {
  const axis = { indices: new Int32Array(table.length / 2), weights: new Float32Array(table.length / 2) };
  for (let i = 0; i < table.length; i += 4) {
    axis.indices.set(table.subarray(i, i + 2), i / 2);
    axis.weights.set(table.subarray(i + 2, i + 4), i / 2);
  }
  return axis;
}
