// What follows from where a method's weights come from: in which unit its maps are, and at which layers it can look.
import type { Method } from "./method.ts";

/** "logits": a map that adds up to one; "score": units of the target, for maps that are proportional to it; "features": of no class. */
export type MapUnit = "logits" | "score" | "features";

export function unitOf({ weights: { from } }: Method): MapUnit {
  if (from === "features") return "features";
  return from === "classifier" ? "logits" : "score";
}

/** A method that is made of the fc layer's weights. */
export const usesLastLayerOnly = ({ weights }: Method): boolean => weights.from === "classifier";

/** A method that looks at pixels, whatever the layer. */
export const usesNoLayer = ({ weights }: Method): boolean => weights.from === "image" && weights.within === undefined;
