// What methods, places, targets, units and numbers are called in reports and on pictures, and what a legend says.
import { methods } from "@camlucida/cam";
import type { LayersAs } from "../arguments/table/choices.ts";
import type { MapResult, Unit } from "./result.ts";
import { printable } from "./terminal.ts";

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

/** "0.95 ms", "42 ms", "1.3 s", "2 min 5 s" */
export function duration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 999.5) return `${Number(ms.toPrecision(ms < 10 ? 2 : 3))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "95.8 %", "< 0.1 %" */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "—";
}

export function twoDecimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "—";
}

/** Three significant digits: 38.9, −0.0021. */
export const short = (value: number): string => compact(Number(value.toPrecision(3)));

/** Four significant digits: 38.86, 1.913, −0.0021, 6.967e−6. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return "—";
  const rounded = Number(value.toPrecision(4));
  const tiny = rounded !== 0 && Math.abs(rounded) < 1e-4;
  return (tiny ? rounded.toExponential() : String(rounded)).replaceAll("-", "−");
}

/** What the legend below a picture says of its map: data, the strip is drawn by whoever writes the picture. */
export interface LegendText {
  readonly title: string; // "Egyptian cat"
  readonly facts: string; // "CAM at layer4 · 1.907 … 38.86 logits"
  readonly statement: string | undefined; // why it makes no picture, in words
}

export type Described = Pick<MapResult, "label" | "against" | "method" | "layer" | "layersAs" | "smooth" | "unit" | "target" | "min" | "max" | "statement">;

export function legendText(map: Described): LegendText {
  const of = map.target === "probability" ? ", of the probability" : "";
  return { title: targetTitle(map), facts: `${mapTitle(map)} · ${compact(map.min)} … ${compact(map.max)}${units[map.unit]}${of}`, statement: map.statement?.message };
}
