import { reluAdjoint } from "@camlucida/tensor";
import type { Method } from "./method.ts";

/**
 * Input gradient: g = ∂(target)/∂(image), the colour channel of the largest |g| at each pixel, with its sign.
 * Source  Simonyan et al. 2013, arXiv:1312.6034, section 3.1, whose maps are |g|.
 */
export const inputGradient: Method = {
  name: "input-gradient",
  title: "Input gradient",
  use: "Single pixels: which would change the score most. Noisy.",
  aboutClass: true,
  weights: { from: "image", relu: reluAdjoint },
  reduce: "sum",
};

/** Of three colour channels the one of the largest magnitude, with its sign; of grey the only one: [H, W, C] → [H, W]. */
export function strongestChannel(gradient: Float32Array, channels: number): Float32Array {
  if (channels === 1) return gradient.slice();
  return Float32Array.from({ length: gradient.length / 3 }, (_, pixel) => {
    const [r, g, b] = gradient.subarray(pixel * 3, pixel * 3 + 3) as unknown as [number, number, number];
    const stronger = Math.abs(g) > Math.abs(r) ? g : r;
    return Math.abs(b) > Math.abs(stronger) ? b : stronger;
  });
}
