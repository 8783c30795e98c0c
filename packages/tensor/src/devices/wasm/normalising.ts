// Normalisation by what is measured, and its adjoint, in WebAssembly: lays out memory, runs group_norm.assembly.ts, takes the result out.
import { copyNumbers, type Parameter } from "../../graph/parameter.ts";
import type { Sets } from "../../ops/group_norm/group_norm.ts";
import { bitsOf } from "./elementwise.ts";
import type { Simd } from "./simd.ts";

export type Vector = Float32Array | Parameter; // [channels]

/** As groupNormReference. */
export function groupNormSimd({ images, pixels, channels, groups, epsilon: added }: Sets, x: Float32Array, scale: Vector, shift: Vector, simd: Simd): Float32Array {
  const result = simd.array(x.length);
  const [input, output, gamma, beta] = simd.workspace([x, result, channels, channels]);
  copyNumbers(scale, simd.floats(gamma, channels));
  copyNumbers(shift, simd.floats(beta, channels));
  const [epsilon = 0] = bitsOf(added);
  simd.run("groupNorm", { input, output, pixels, channels, groups, gamma, beta, epsilon }, images * groups);
  return simd.made(result, output);
}

/** As groupNormAdjointReference. */
export function groupNormAdjointSimd({ images, pixels, channels, groups, epsilon: added }: Sets, g: Float32Array, x: Float32Array, scale: Vector, simd: Simd): Float32Array {
  const result = simd.array(x.length);
  const [gradient, input, output, gamma] = simd.workspace([g, x, result, channels]);
  copyNumbers(scale, simd.floats(gamma, channels));
  const [epsilon = 0] = bitsOf(added);
  simd.run("groupNormAdjoint", { gradient, input, output, pixels, channels, groups, gamma, epsilon }, images * groups);
  return simd.made(result, output);
}
