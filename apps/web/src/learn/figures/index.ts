// The live figures, by their chapter's slug; each is loaded when its chapter is opened.
import type { Figure } from "../figure.ts";

export const figures: Readonly<Record<string, () => Promise<{ readonly default: Figure }>>> = {
  any_network: () => import("./any_network.tsx"),
  pixel: () => import("./pixel.tsx"),
  convolution: () => import("./convolution.tsx"),
  batch_norm: () => import("./batch_norm.tsx"),
  shortcut: () => import("./shortcut.tsx"),
  gpu: () => import("./gpu.tsx"),
};
