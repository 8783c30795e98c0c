// What the page has to know of a method, by its name; and what the picture on the screen is about, and by which map.
import { type ClassTarget, type MapUnit, methodNamed, type RawMap, unitOf, usesNoLayer } from "@camlucida/cam";
import type { Text } from "../text/en.ts";

/** What a map's values count, as the command line's --json says it. */
export const unitNamed = (method: string): MapUnit => unitOf(methodNamed(method));

/** "layer3", or "image" for a method that knows no layer. */
export function placeOf({ method, layer }: { readonly method: string; readonly layer: string }): string {
  return usesNoLayer(methodNamed(method)) ? "image" : layer;
}

/** Whether the map of A − α·B is A's map less α times B's. */
export const isLinear = (name: string): boolean => ["cam", "grad-cam", "hirescam", "xgrad-cam", "score-cam"].includes(name);

/** What is added up at one place: channels, unless there are none to be told apart. */
export function madeOf(name: string): "channels" | "a pattern" | "pixels" {
  const { reduce, weights: { from } } = methodNamed(name);
  if (from === "image") return "pixels";
  return reduce === "sum" ? "channels" : "a pattern";
}

/** Methods whose cell at the last layer is what it adds to the logit: CAM's, divided by the number of cells. */
export const isShareAtLast = (method: string, layer: string): boolean => layer === "layer4" && ["grad-cam", "hirescam", "xgrad-cam"].includes(method);

/** "Egyptian cat", "For tabby rather than lynx"; a map of no class has none. */
export function subjectOf(text: Text, method: string, { classIndex, against }: ClassTarget, labelOf: (classIndex: number) => string): string {
  if (!methodNamed(method).aboutClass) return text.classes.ofNone;
  return against ? text.classes.contrast(labelOf(classIndex), labelOf(against.classIndex)) : labelOf(classIndex);
}

/** "Grad-CAM · layer3" */
export function wayOf(text: Text, map: Pick<RawMap, "method" | "layer">): string {
  const place = placeOf(map);
  return `${methodNamed(map.method).title} · ${place === "image" ? text.view.pixels : place}`;
}
