// Fully connected layers in WebAssembly, and their adjoint: lays out memory, runs product.assembly.ts or linear_adjoint.assembly.ts, takes
// the result out.
import type { Operand } from "../../graph/graph.ts";
import { isParameter, type Parameter } from "../../graph/parameter.ts";
import { kernelConstants } from "./module.wasm.ts";
import { keepWeights, multiply, up } from "./product.ts";
import type { Simd } from "./simd.ts";

const { INPUTS } = kernelConstants; // of a unit of work

/** As linearReference: every row is one window of one run. Undefined for weights that are no parameters. */
export function linearSimd(input: Float32Array, weight: Operand, bias: Float32Array | Parameter, simd: Simd): Float32Array | undefined {
  if (!isParameter(weight)) return undefined;
  const channels = bias.length;
  const depth = weight.length / channels;
  return multiply(simd, {
    data: input,
    windows: { images: 1, height: 1, width: input.length / depth, image: 0, row: 0, column: depth },
    runs: [0], length: depth,
    channels, weights: keepWeights(simd, weight, "linear", weight, channels), bias,
  });
}

/**
 * As linearAdjointReference, by the weights as the layer itself has them packed. Undefined for weights that are no parameters, and for
 * fewer inputs than a unit of work.
 * @param numbers of the gradient, [rows, Cout]; @param weight [Cin, Cout]; @returns [rows, Cin]
 */
export function linearAdjointSimd(numbers: Float32Array, weight: Operand, channels: number, simd: Simd): Float32Array | undefined {
  const depth = weight.length / channels, rows = numbers.length / channels, pitch = up(channels, 8);
  if (!isParameter(weight) || depth < INPUTS) return undefined;
  const weights = keepWeights(simd, weight, "linear", weight, channels);
  const result = simd.array(rows * depth);
  const [gradient, output] = simd.workspace([rows * pitch, result]);
  const padded = simd.floats(gradient, rows * pitch).fill(0);
  for (let row = 0; row < rows; row++) padded.set(numbers.subarray(row * channels, (row + 1) * channels), row * pitch);
  simd.run("linearAdjoint", { gradient, rows, blocks: pitch / 8, weights, depth, output }, Math.ceil(depth / INPUTS));
  return simd.made(result, output);
}
