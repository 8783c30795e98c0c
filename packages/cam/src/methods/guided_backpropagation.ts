import { guidedReluAdjoint } from "@camlucida/tensor";
import type { Method } from "./method.ts";

/**
 * Guided backpropagation: the input gradient, but at every ReLU only what is positive itself passes. Sharp, and hardly
 * dependent on the class (Adebayo et al. 2018, arXiv:1810.03292): a picture of edges that the network uses, not an attribution.
 * Source  Springenberg et al. 2014, arXiv:1412.6806, section 3.4.
 */
export const guidedBackpropagation: Method = {
  name: "guided-backpropagation",
  title: "Guided backpropagation",
  use: "Sharp edges and textures that the network uses, whatever the class.",
  aboutClass: true,
  weights: { from: "image", relu: guidedReluAdjoint },
  reduce: "sum",
};
