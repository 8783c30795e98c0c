// What the picture on the screen is about, and by which map.
import { methodNamed, type RawMap, type ClassTarget } from "@camlucida/cam";
import type { Text } from "../text/en.ts";
import { placeOf } from "./method.ts";

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
