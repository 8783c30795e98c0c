// How a convolution in WebAssembly ends: its kernels keep their sums between two numbers, as a ReLU or a clamp, and take a function of
// them while they are still in the cache.
import { functionNumber, noActivation } from "../../ops/activation/activation_functions.ts";
import type { ConvAttributes } from "../../ops/conv/conv_reference.ts";
import { bitsOf, told } from "./elementwise.ts";

/** Float32 numbers by their bits, as the fields of a kernel's arguments are whole numbers. */
export interface Ending {
  /** What the sums are kept between. */
  readonly lowest: number;
  readonly highest: number;
  /** The function, and its constants; 0 for none. */
  readonly activation: number;
  readonly alpha: number;
  readonly beta: number;
}

function between(least: number, most: number): Ending {
  const [lowest = 0, highest = 0] = bitsOf(least, most);
  return { lowest, highest, ...told(noActivation) };
}

/** Of sums that stay as they are. */
export const noEnding: Ending = between(-Infinity, Infinity);
const rectified = between(0, Infinity);

export function endingOf(attributes: ConvAttributes): Ending {
  if (attributes.relu) return rectified;
  return attributes.activation === functionNumber("clamp") ? between(attributes.alpha, attributes.beta) : { ...noEnding, ...told(attributes) };
}
