import type { Method } from "./method.ts";

/**
 * HiResCAM: weight = g, position by position, so M = Σ_k g_k ⊙ A_k. Nothing is averaged: what the layer's features
 * contribute to the target to first order, and where.
 * Source  Draelos & Carin 2020, arXiv:2011.08891.
 */
export const hiresCam: Method = {
  name: "hirescam",
  title: "HiResCAM",
  use: "Faithful at middle layers: shows only places that the gradient itself names.",
  aboutClass: true,
  weights: { from: "gradient", weigh: (_graph, _name, _features, gradient) => gradient },
  reduce: "sum",
};
