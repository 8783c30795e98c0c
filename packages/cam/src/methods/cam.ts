import type { Method } from "./method.ts";

/**
 * CAM: weight_k = w_ck, the row of the fc layer that makes logit c. So mean(M) + b_c = y_c.
 * Source  Zhou et al. 2016, arXiv:1512.04150, equation 2.
 */
export const cam: Method = {
  name: "cam",
  title: "CAM",
  use: "Start here: exact at the last layer, and adds up to the logit.",
  aboutClass: true,
  weights: { from: "classifier" },
  reduce: "sum",
};
