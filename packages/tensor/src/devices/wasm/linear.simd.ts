// Fully connected layer in WebAssembly SIMD: every row is one window of one run.
import type { Operand } from "../../graph/graph.ts";
import { isParameter, type Parameter } from "../../graph/parameter.ts";
import { keepWeights, multiply } from "./product.ts";
import type { Simd } from "./simd.ts";

/** As linearCpu. Undefined for weights that are no parameters. */
export function linearSimd(input: Float32Array, weight: Operand, bias: Operand, simd: Simd): Float32Array | undefined {
  if (!isParameter(weight)) return undefined;
  const channels = bias.length;
  const depth = weight.length / channels;
  return multiply(simd, {
    data: input,
    pixels: input.length / depth, begins: (row) => row * depth,
    runs: [0], length: depth,
    channels, weights: keepWeights(simd, weight, "linear", weight, channels), bias: bias as Float32Array | Parameter,
  });
}
