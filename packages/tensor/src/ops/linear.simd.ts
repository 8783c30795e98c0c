// Fully connected layer in WebAssembly SIMD: every row is one window of one run.
import { keepWeights, multiply } from "../simd/product.ts";
import type { Simd } from "../simd/simd.ts";

/** As linearCpu. Undefined for weights that are no constants. */
export function linearSimd(input: Float32Array, weight: Float32Array, bias: Float32Array, simd: Simd): Float32Array | undefined {
  if (!simd.knows(weight)) return undefined;
  const channels = bias.length;
  const depth = weight.length / channels;
  return multiply(simd, {
    canvas: input.length, fill: (canvas) => canvas.set(input),
    pixels: input.length / depth, begins: (row) => row * depth,
    runs: [0], length: depth,
    channels, weights: keepWeights(simd, weight, "linear", () => weight, channels), bias,
  });
}
