// What can be asked of a pass: maps by a method at a layer, for a target.
import type { Method } from "../methods/method.ts";

export interface MapRequest {
  readonly method: Method;
  /** "stem", "layer1" … "layer4", or a block such as "layer3.0". */
  readonly layer: string;
}

/** The raw map. */
export interface RawMap {
  readonly method: string;
  readonly layer: string;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array; // [height, width], signed, unnormalised
  /** What it is the sum of, where it is one and the request wanted to know: see `MapOptions.tells`. */
  readonly sum?: WeightedSum;
}

/** M[y,x] = Σ_k weight_k · A_k[y,x]; `contributionsAt` says which channels make a cell. */
export interface WeightedSum {
  readonly features: Float32Array; // A [height, width, K]
  readonly weights: Float32Array; // [K], or [height, width, K] where they differ from position to position
}

/** What comes back of a request. */
export type Told = "maps" | "maps and their sums";

export interface MapOptions {
  /** Which of the pass' images; the first, unless said. */
  readonly image?: number;
  /** Whether a map also says what it is the sum of, which costs a readback: "maps", unless said. */
  readonly tells?: Told;
  /** Told how many of a method's passes are done, where it needs any; the next waits for it, and what it throws gives the map up. */
  readonly progress?: Progress;
}

export type Progress = (method: string, done: number, total: number) => unknown;

/** What is explained: a weighted sum of logits, ⟨seed, logits⟩. */
export type Seed = Float32Array; // [classes]

/** y_c: the logit of one class. */
export const logitOf = (classIndex: number, classes: number): Seed => contrastOf(classIndex, classIndex, 0, classes);

/**
 * y_c − α·y_d: what speaks for one class and not for another.
 * Source  Zhang et al. 2025, arXiv:2501.11309 (Finer-CAM), equation 3, which suggests α = 0.6.
 */
export function contrastOf(classIndex: number, against: number, alpha: number, classes: number): Seed {
  const seed = new Float32Array(classes);
  seed[against] = -alpha;
  seed[classIndex] = (seed[classIndex] as number) + 1;
  return seed;
}

/**
 * The gradient of p_c = softmax(y)_c, as a seed: p_c · (e_c − p), which for a single logit is its sigmoid's, p · (1 − p). Its maps
 * explain the probability to first order.
 */
export function probabilityOf(classIndex: number, probabilities: Float32Array): Seed {
  const p = probabilities[classIndex] as number;
  return probabilities.map((other, at) => p * (Number(at === classIndex) - other));
}
