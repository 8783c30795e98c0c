// How fine a map is, and what that asks of its picture.
//
//   cells     of a layer: the whole range is drawn, with lines
//   pixels    of the image: few of them stand out by far, and a scale from the largest would leave all others dark; so the scale
//             ends where 99 of 100 pixels lie within, and there are no lines, which would be noise
//
// Source    the 99th percentile: Smilkov et al. 2017, arXiv:1706.03825, section 3.
import { methods } from "../methods/index.ts";

export type Grain = "cells" | "pixels";

const share = 0.99;

/** @param method a name: "grad-cam" */
export const grainOf = (method: string): Grain => (methods.find(({ name }) => name === method)?.weights.from === "image" ? "pixels" : "cells");

/** The values as they are drawn. [h, w] → [h, w] */
export function legible(values: Float32Array, grain: Grain): Float32Array {
  if (grain === "cells" || !values.every(Number.isFinite)) return values;
  const magnitudes = values.map(Math.abs).sort();
  const most = magnitudes[Math.ceil(share * magnitudes.length) - 1] ?? 0;
  return most > 0 ? values.map((value) => Math.min(Math.max(value, -most), most)) : values;
}
