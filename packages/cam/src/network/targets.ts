// What a map is about: a class, or one class rather than another.
import type { Prediction } from "./prediction.ts";
import { contrastOf, logitOf, type RawMap, type Seed } from "./requests.ts";

/** y_c, or y_c − α·y_d where there is a class that it is held against. */
export interface ClassTarget {
  readonly classIndex: number;
  readonly against?: { readonly classIndex: number; readonly alpha: number } | undefined;
}

/** The target as a weighted sum of logits. [classes] */
export const seedOf = ({ classIndex, against }: ClassTarget, classes: number): Seed =>
  against ? contrastOf(classIndex, against.classIndex, against.alpha, classes) : logitOf(classIndex, classes);

/** What of a prediction class maps are taken from. */
export type ClassMaps = Pick<Prediction, "classMaps" | "logits" | "mapWidth" | "mapHeight">;

/** M_c, or M_c − α·M_d: a prediction holds the maps of all classes, so it takes no pass. */
export function classMapOf(prediction: ClassMaps, target: ClassTarget): RawMap {
  const { logits, mapWidth: width, mapHeight: height } = prediction;
  return { method: "cam", layer: "layer4", width, height, values: classMapValues(prediction, seedOf(target, logits.length)) };
}

/** Σ_c seed_c · M_c. [mapHeight, mapWidth] */
export function classMapValues({ classMaps, mapWidth, mapHeight }: ClassMaps, seed: Seed): Float32Array {
  const involved = [...seed.keys()].filter((c) => seed[c] !== 0);
  return Float32Array.from({ length: mapWidth * mapHeight }, (_, at) =>
    involved.reduce((sum, c) => sum + (seed[c] as number) * (classMaps[at * seed.length + c] as number), 0));
}
