// What the value of an option may be where that is a short list of words.
import { layerFusions } from "@camlucida/cam";

export const views = ["signed", "positive", "minmax"] as const;
export const compatibilities = ["article", "pytorch-grad-cam", "torch-cam"] as const;
export const targets = ["logit", "probability"] as const;
export const smoothings = ["augment", "component"] as const;
export const waysWithLayers = ["separate", ...layerFusions] as const;
export const identities = ["stat", "content"] as const;
export const shells = ["bash", "zsh", "fish", "powershell"] as const;

export type View = (typeof views)[number];
export type Compatibility = (typeof compatibilities)[number];
export type TargetKind = (typeof targets)[number];
export type Smoothing = (typeof smoothings)[number];
export type LayersAs = (typeof waysWithLayers)[number];
/** By what a picture is known to be unchanged: its size and time, or the hash of its bytes. */
export type Identity = (typeof identities)[number];
export type Shell = (typeof shells)[number];
