// The evidence for one class: its raw signed map, its range, and the proof that it adds up to the logit.
//
//   y_c = w_c · (1/hw · Σ_yx A[y,x]) + b_c     pooling, then fc: how the network does it
//       = 1/hw · Σ_yx (w_c · A[y,x]) + b_c     fc at every position, then the mean: the same, because both are linear
//       = mean(M_c) + b_c
//
// Source  Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
import type { Network } from "./network.ts";
import type { ClassMaps } from "./targets.ts";
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

/**
 * The map of one class out of those of all, [mapHeight, mapWidth] in logits, and how far it is from adding up:
 * residual = |mean(M_c) + b_c − y_c|. Float32 sums in two orders: a residual above some 1e-4 of the logit is a fault.
 * @param network the one that predicted: its bias b_c closes the sum
 * @param classIndex 0 … classes − 1
 * Source  Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
 * @example
 * ```ts
 * const { prediction } = pass;
 * const evidence = evidenceFor(prediction, network, prediction.ranking[0]);
 * [evidence.mapWidth, evidence.mapHeight]; // → [7, 7]
 * evidence.logit === prediction.logits[evidence.classIndex]; // → true
 * evidence.residual < 1e-4; // → true
 * ```
 */
export function evidenceFor(prediction: ClassMaps, { classes, bias }: Pick<Network, "classes" | "bias">, classIndex: number): Evidence {
  const { mapWidth, mapHeight, classMaps, logits } = prediction;
  const map = Float32Array.from({ length: mapWidth * mapHeight }, (_, at) => classMaps[at * classes + classIndex] as number);
  const { min, max, peak } = describeMap(map);
  const logit = logits[classIndex] as number;
  const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
  const residual = Math.abs(mean + (bias[classIndex] as number) - logit);
  return { classIndex, logit, map, mapWidth, mapHeight, min, max, peak, residual };
}
