// What methods, places, targets and units are called in reports and on pictures.
import { methods } from "@camlucida/cam";
import type { LayersAs } from "../arguments/option_table.ts";
import { printable } from "./cells.ts";
import type { MapResult, Unit } from "./result.ts";

/** "grad-cam" → "Grad-CAM" */
export const methodName = (method: string): string => methods.find(({ name }) => name === method)?.title ?? method;

/** "layer4", "layer2+layer3 (mean)", "pixels" */
export function placeTitle(layer: string, layersAs: LayersAs | undefined): string {
  if (layer === "image") return "pixels";
  return layersAs === undefined || layersAs === "separate" ? layer : `${layer} (${layersAs})`;
}

/** "CAM at layer4", "Grad-CAM at layer2+layer3 (mean)", "Input gradient" */
export function mapTitle({ method, layer, layersAs, smooth }: Pick<MapResult, "method" | "layer" | "layersAs" | "smooth">): string {
  const smoothed = smooth === undefined ? "" : `, smoothed by ${smooth === "augment" ? "augmentation" : "component"}`;
  return `${methodName(method)}${layer === "image" ? "" : ` at ${placeTitle(layer, layersAs)}`}${smoothed}`;
}

/** "tabby", "tabby − lynx", "tabby − 0.6 · lynx", "no class" */
export function targetTitle({ label, against }: Pick<MapResult, "label" | "against">): string {
  if (label === null) return "no class";
  if (!against) return printable(label);
  return `${printable(label)} − ${against.alpha === 1 ? "" : `${against.alpha} · `}${printable(against.label)}`;
}

/** What follows a number. */
export const units: Readonly<Record<Unit, string>> = {
  logits: " logits", score: " units of the score", features: " units of the features", none: "",
};
