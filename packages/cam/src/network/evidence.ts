// The evidence for one class: its raw signed map, its range, and the proof that it adds up to the logit.
import type { Network } from "./network.ts";
import type { Prediction } from "./prediction.ts";
import { describeMap } from "../views/scale.ts";

export interface Evidence {
  readonly classIndex: number;
  readonly logit: number;
  readonly map: Float32Array; // [mapHeight, mapWidth] raw and signed, in logits
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly min: number; // logits; NaN if no value is finite
  readonly max: number; // logits
  readonly peak: number; // flat index of the largest value; −1 if none is finite
  /** Completeness: |mean(M_c) + b_c − y_c| in logits. */
  readonly residual: number;
}

/** Takes the map of one class out of a prediction. @param classIndex 0 … classes − 1 */
export function evidenceFor(prediction: Prediction, { classes, bias }: Pick<Network, "classes" | "bias">, classIndex: number): Evidence {
  const { mapWidth, mapHeight, classMaps, logits } = prediction;
  const map = Float32Array.from({ length: mapWidth * mapHeight }, (_, at) => classMaps[at * classes + classIndex] as number);
  const { min, max, peak } = describeMap(map);
  const logit = logits[classIndex] as number;
  const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
  const residual = Math.abs(mean + (bias[classIndex] as number) - logit);
  return { classIndex, logit, map, mapWidth, mapHeight, min, max, peak, residual };
}
