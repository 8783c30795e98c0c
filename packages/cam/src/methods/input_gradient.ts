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
