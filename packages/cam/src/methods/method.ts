// A method is a way to weigh a layer's features A [h, w, K]. The map sums them up at each position:
//
//   M[y,x] = Σ_k weight_k[y,x] · A_k[y,x],     or the first principal component of weight ⊙ A
//
// Signed and unnormalised: ReLU and scaling are views of a map, not part of it.
import type { AdjointContext, Graph, Value } from "@camlucida/tensor";

/** A way to weigh a layer's features. */
export interface Method {
  /** As typed: "grad-cam". */
  readonly name: string;
  /** As written: "Grad-CAM". */
  readonly title: string;
  /** When to use it, in one line. */
  readonly use: string;
  /** Whether its map depends on the target; otherwise it is the same for every class. */
  readonly aboutClass: boolean;
  readonly weights: WeightSource;
  /** How weight ⊙ A becomes one number per position. */
  readonly reduce: "sum" | "principal component";
}

/** Where the weights come from. */
export type WeightSource = FromClassifier | FromFeatures | FromGradient | FromPasses | FromImage;

/** The fc layer's own rows: for the last layer only, and for all classes at once. */
export interface FromClassifier {
  readonly from: "classifier";
}

/** All weights are 1: the map does not depend on the class. */
export interface FromFeatures {
  readonly from: "features";
}

/** One backward pass. */
export interface FromGradient {
  readonly from: "gradient";
  /**
   * Appends the weights to `graph`.
   * @param features A; @param gradient g = ∂(target)/∂A, both [1, h, w, K]
   * @returns [1, K], or [1, h, w, K] where the weights differ from position to position
   */
  weigh(graph: Graph, name: string, features: Value, gradient: Value): Value;
}

/** Further forward passes. */
export interface FromPasses {
  readonly from: "passes";
  /** @returns [K] */
  weigh(context: ScoringContext): Promise<Float32Array>;
}

/** The gradient of the image itself, [1, H, W, C]: a map of pixels, not of a layer's cells. */
export interface FromImage {
  readonly from: "image";
  /** How the gradient passes a ReLU. */
  readonly relu: AdjointContext["relu"];
  /** A method whose positive map at the layer in question, enlarged, limits the pixels; absent: no limit. */
  readonly within?: Method;
}

/** What a method of further forward passes is given: one image at one layer, and how to score variants of either. */
export interface ScoringContext {
  readonly features: Float32Array; // A [h, w, K] of the layer in question
  readonly gradient: Float32Array; // [h, w, K], of the score with respect to them
  readonly channels: number; //       K
  readonly mapHeight: number; //      h
  readonly mapWidth: number; //       w
  readonly image: Float32Array; //    [H, W, C], the network's normalised input
  readonly inputHeight: number; //    H
  readonly inputWidth: number; //     W
  /** The target's score: ⟨seed, logits⟩. */
  readonly score: number;
  /** Nothing but pooling and one linear layer at most comes after this layer: the score is linear in its features. */
  readonly isLinear: boolean;
  /** ⟨seed, logits⟩ of `count` variants of the features. @param make writes the i-th, [h, w, K] */
  scoresOfFeatures(count: number, make: (index: number, into: Float32Array) => void): Promise<Scores>;
  /** The same for variants of the image. @param make writes the i-th, [H, W, C] */
  scoresOfImages(count: number, make: (index: number, into: Float32Array) => void): Promise<Scores>;
}

/** Of each variant, [count]. */
export interface Scores {
  readonly logits: Float64Array; //        ⟨seed, logits⟩
  readonly probabilities: Float64Array; // ⟨seed, p⟩, p as in prediction.ts
}

/** "logits": a map that adds up to one; "score": units of the target, for maps that are proportional to it; "features": of no class. */
export type MapUnit = "logits" | "score" | "features";

/**
 * What a method's maps are in.
 * @example
 * ```ts
 * import { methodNamed, unitOf } from "@camlucida/cam";
 *
 * unitOf(methodNamed("cam")); // → "logits"
 * unitOf(methodNamed("grad-cam")); // → "score"
 * unitOf(methodNamed("eigen-cam")); // → "features"
 * ```
 */
export function unitOf({ weights: { from } }: Method): MapUnit {
  if (from === "features") return "features";
  return from === "classifier" ? "logits" : "score";
}

/**
 * A method that is made of what lies behind the last layer, and so fits that alone.
 * @example
 * ```ts
 * import { methodNamed, usesLastLayerOnly } from "@camlucida/cam";
 *
 * usesLastLayerOnly(methodNamed("cam")); // → true
 * usesLastLayerOnly(methodNamed("grad-cam")); // → false
 * ```
 */
export const usesLastLayerOnly = ({ weights }: Method): boolean => weights.from === "classifier";

/**
 * A method that looks at pixels, whatever the layer.
 * @example
 * ```ts
 * import { methodNamed, usesNoLayer } from "@camlucida/cam";
 *
 * usesNoLayer(methodNamed("input-gradient")); // → true
 * usesNoLayer(methodNamed("guided-grad-cam")); // → false
 * ```
 */
export const usesNoLayer = ({ weights }: Method): boolean => weights.from === "image" && weights.within === undefined;

/**
 * Principal-component smoothing: the same weights, but the map is the first principal component of weight ⊙ A instead of their
 * sum, which drops what single channels add at random.
 * Source  pytorch-grad-cam's eigen_smooth.
 * @example
 * ```ts
 * import { methodNamed, principalComponentOf } from "@camlucida/cam";
 *
 * principalComponentOf(methodNamed("grad-cam")).reduce; // → "principal component"
 * ```
 */
export const principalComponentOf = (method: Method): Method => ({ ...method, reduce: "principal component" });
