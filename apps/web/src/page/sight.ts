// What the network saw, as the page uses it: from the engine, or computed when the page was built.
import { contrastOf, type Prediction, type RawMap } from "@camlucida/cam";
import type { Target } from "../engine/protocol.ts";

export interface PageSight extends Omit<Prediction, "features"> {
  readonly features: Float32Array | undefined; // [mapHeight, mapWidth, channels]; absent from what was computed beforehand
  readonly bias: Float32Array; // [classes], fc's
}

/** M_c, or M_c − α·M_d: all class maps are there, so it takes no pass. */
export function mapOf({ classMaps, logits, mapWidth, mapHeight }: PageSight, { classIndex, against }: Target): RawMap {
  const classes = logits.length;
  const seed = contrastOf(classIndex, against?.classIndex ?? classIndex, against?.alpha ?? 0, classes);
  const involved = [...new Set([classIndex, against?.classIndex ?? classIndex])];
  const values = Float32Array.from({ length: mapWidth * mapHeight }, (_, at) =>
    involved.reduce((sum, c) => sum + (seed[c] as number) * (classMaps[at * classes + c] as number), 0));
  return { method: "cam", layer: "layer4", width: mapWidth, height: mapHeight, values };
}

/** Completeness: |mean(M_c) + b_c − y_c|, in logits. */
export function residualOf(sight: PageSight, classIndex: number): number {
  const { values } = mapOf(sight, { classIndex });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.abs(mean + (sight.bias[classIndex] as number) - (sight.logits[classIndex] as number));
}

/** Probabilities of logits. */
export function softmax(logits: Float32Array): Float32Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((y) => Math.exp(y - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
