// What a method may ask a network about the image that it has just seen.

export interface Probe {
  readonly features: Float32Array; // A [h, w, K] of the layer in question
  readonly gradient: Float32Array; // [h, w, K], of the score with respect to them
  readonly channels: number; //       K
  readonly mapHeight: number; //      h
  readonly mapWidth: number; //       w
  readonly image: Float32Array; //    [H, W, 3], the network's normalised input
  readonly inputHeight: number; //    H
  readonly inputWidth: number; //     W
  /** The target's score: ⟨seed, logits⟩. */
  readonly score: number;
  /** Nothing but pooling and fc comes after this layer: the score is linear in its features. */
  readonly isLast: boolean;
  /** ⟨seed, logits⟩ of `count` variants of the features. @param make writes the i-th, [h, w, K] */
  scoresOfFeatures(count: number, make: (index: number, into: Float32Array) => void): Promise<Scores>;
  /** The same for variants of the image. @param make writes the i-th, [H, W, 3] */
  scoresOfImages(count: number, make: (index: number, into: Float32Array) => void): Promise<Scores>;
}

/** Of each variant, [count]. */
export interface Scores {
  readonly logits: Float64Array; //        ⟨seed, logits⟩
  readonly probabilities: Float64Array; // ⟨seed, p⟩, p as in probabilities.ts
}
