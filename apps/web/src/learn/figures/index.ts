// The live figures, by their chapter's slug; each is loaded when its chapter is opened.
import type { Figure } from "../figure.ts";

export const figures: Readonly<Record<string, () => Promise<{ readonly default: Figure }>>> = {
  pixel: () => import("./pixel.tsx"),
  convolution: () => import("./convolution.tsx"),
  batch_norm: () => import("./batch_norm.tsx"),
  shortcut: () => import("./shortcut.tsx"),
  classifier: () => import("./classifier.tsx"),
  cam: () => import("./cam.tsx"),
  swap: () => import("./swap.tsx"),
  enlarge: () => import("./enlarge.tsx"),
  gradients: () => import("./gradients.tsx"),
  methods: () => import("./methods.tsx"),
  trust: () => import("./trust.tsx"),
  gpu: () => import("./gpu.tsx"),
  winograd: () => import("./winograd.tsx"),
  memory: () => import("./memory.tsx"),
  checkpoint: () => import("./checkpoint.tsx"),
  any_network: () => import("./any_network.tsx"),
};
