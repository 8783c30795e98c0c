// How a convolution in WebAssembly ends: kernels keep their sums between two numbers, as a ReLU or a clamp; another function goes over
// the result.
import { functionNumber, noActivation } from "../../ops/activation/activation_functions.ts";
import type { ConvAttributes } from "../../ops/conv/conv_reference.ts";
import { activationSimd, bitsOf } from "./elementwise.ts";
import type { Simd } from "./simd.ts";

/** What the sums are kept between: float32 numbers by their bits, as the fields of a kernel's arguments are whole numbers. */
export interface Ending {
  readonly lowest: number;
  readonly highest: number;
}

const between = (lowest: number, highest: number): Ending => {
  const [low = 0, high = 0] = bitsOf(lowest, highest);
  return { lowest: low, highest: high };
};

/** Of sums that stay as they are. */
export const noEnding: Ending = between(-Infinity, Infinity);
const rectified = between(0, Infinity);
const isClamp = ({ activation }: ConvAttributes): boolean => activation === functionNumber("clamp");

export function endingOf(attributes: ConvAttributes): Ending {
  if (attributes.relu) return rectified;
  return isClamp(attributes) ? between(attributes.alpha, attributes.beta) : noEnding;
}

/** The function that no convolution's kernel applies, in place. */
export function applyFunction(attributes: ConvAttributes, sums: Float32Array | undefined, simd: Simd): Float32Array | undefined {
  if (!sums || attributes.activation === noActivation.activation || isClamp(attributes)) return sums;
  return activationSimd(attributes, sums, sums, simd);
}
