// A request of a map, by a method at a layer, and the map itself; and targets: which weighted sum of logits a map explains.
//
//   target = ⟨seed, logits⟩ = Σ_c seed_c · y_c
import { GraphError } from "@camlucida/tensor";
import type { Method } from "../methods/method.ts";

/** A method and a layer. */
export interface MapRequest {
  readonly method: Method;
  /** "stem", "layer1" … "layer4", or a block such as "layer3.0". */
  readonly layer: string;
}

/** A map as its method defines it: before any view, signed, in the unit of the target (logits). */
export interface RawMap {
  readonly method: string;
  readonly layer: string;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array; // [height, width], signed, unnormalised
  /** Features and weights, where the map is a weighted sum and `MapOptions.detail` requests them. */
  readonly sum?: WeightedSum;
}

/** M[y,x] = Σ_k weight_k · A_k[y,x]; `contributionsAt` says which channels make a cell. */
export interface WeightedSum {
  readonly features: Float32Array; // A [height, width, K]
  readonly weights: Float32Array; // [K], or [height, width, K] where they differ from position to position
}

/** How much of a map is read back from the device. */
export type MapDetail = "maps" | "maps and their sums";

/** Of which image a map is, and how much of it is wanted. */
export interface MapOptions {
  /** Index of an image of the pass; default: 0. */
  readonly image?: number;
  /** "maps and their sums" reads features and weights back as well; default: "maps". */
  readonly detail?: MapDetail;
  /** Called after each batch of a method's further passes; the next one waits for it, and an error thrown here ends the map. */
  readonly progress?: PassProgress;
}

/** Of a method's further forward passes: how many are done, and of how many. */
export type PassProgress = (method: string, done: number, total: number) => unknown;

/** The target of a map, a weighted sum of logits: its gradient with respect to the logits, which seeds the backward pass. */
export type Seed = Float32Array; // [classes]

/**
 * The target y_c: the logit of one class. [classes], 1 at the class
 * @param classIndex 0 … classes − 1
 * @throws GraphError "class-unknown"
 * @example
 * ```ts
 * import { logitOf } from "@camlucida/cam";
 *
 * logitOf(1, 3); // → Float32Array.of(0, 1, 0)
 * ```
 */
export const logitOf = (classIndex: number, classes: number): Seed => contrastOf(classIndex, classIndex, 0, classes);

/**
 * The target y_c − α·y_d: what speaks for one class and not for another. [classes]
 * @param against d, 0 … classes − 1; @param alpha 0 … 1
 * @throws GraphError "class-unknown"
 * Source  Zhang et al. 2025, arXiv:2501.11309 (Finer-CAM), equation 3, which suggests α = 0.6.
 * @example
 * ```ts
 * import { contrastOf } from "@camlucida/cam";
 *
 * contrastOf(2, 0, 0.5, 3); // → Float32Array.of(-0.5, 0, 1)
 * ```
 */
export function contrastOf(classIndex: number, against: number, alpha: number, classes: number): Seed {
  requireClass(classIndex, classes);
  requireClass(against, classes);
  const seed = new Float32Array(classes);
  seed[against] = -alpha;
  seed[classIndex] = (seed[classIndex] as number) + 1;
  return seed;
}

/**
 * The target p_c = softmax(y)_c to first order. [classes]: its gradient with respect to the logits, p_c · (e_c − p), which for a single
 * logit is its sigmoid's, p · (1 − p).
 * @param probabilities [classes], of a prediction
 * @throws GraphError "class-unknown"
 * @example
 * ```ts
 * import { probabilityOf } from "@camlucida/cam";
 *
 * probabilityOf(0, Float32Array.of(0.5, 0.25, 0.25)); // → Float32Array.of(0.25, -0.125, -0.125)
 * ```
 */
export function probabilityOf(classIndex: number, probabilities: Float32Array): Seed {
  requireClass(classIndex, probabilities.length);
  const p = probabilities[classIndex] as number;
  return probabilities.map((other, at) => p * (Number(at === classIndex) - other));
}

/** y_c, or y_c − α·y_d where there is a class that it is held against. */
export interface ClassTarget {
  readonly classIndex: number;
  readonly against?: { readonly classIndex: number; readonly alpha: number } | undefined;
}

/**
 * The target as a weighted sum of logits. [classes]
 * @example
 * ```ts
 * import { seedOf } from "@camlucida/cam";
 *
 * seedOf({ classIndex: 2 }, 3); // → Float32Array.of(0, 0, 1)
 * seedOf({ classIndex: 2, against: { classIndex: 0, alpha: 0.5 } }, 3); // → Float32Array.of(-0.5, 0, 1)
 * ```
 */
export const seedOf = ({ classIndex, against }: ClassTarget, classes: number): Seed =>
  against ? contrastOf(classIndex, against.classIndex, against.alpha, classes) : logitOf(classIndex, classes);

/** @throws GraphError "class-unknown" */
export function requireClass(classIndex: number, classes: number): void {
  if (Number.isInteger(classIndex) && classIndex >= 0 && classIndex < classes) return;
  throw new GraphError("class-unknown", `network: there is no class ${classIndex}; expected 0 … ${classes - 1}.`);
}
