// Stand-ins for a network, in closed form.
import { seeded } from "@camlucida/tensor/testing";
import type { ScoreImages } from "../metrics/explained_image.ts";

/** Any function of an image [H, W, 3] as the target's probability. @param length H·W·3 */
export function scoreBy(probability: (image: Float32Array) => number, length: number): ScoreImages {
  return (count, make) => {
    const scores = Float64Array.from({ length: count }, (_, index) => {
      const image = new Float32Array(length);
      make(index, image);
      return probability(image);
    });
    return Promise.resolve({ logits: scores, probabilities: scores });
  };
}

/** The mean of all values: linear, so that curves have closed forms. */
export const meanOf = (image: Float32Array): number => image.reduce((sum, x) => sum + x, 0) / image.length;

/** softmax(W·image) of one class, W [classes, H·W·3] seeded as in test/reference_metrics.py. */
export function softmaxOf(seed: number, classes: number, target: number, length: number): (image: Float32Array) => number {
  const weights = seeded(seed, classes * length, 0.1);
  return (image) => {
    const logits = Array.from({ length: classes }, (_, c) => image.reduce((sum, x, at) => sum + x * weights[c * length + at]!, 0));
    const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
    return powers[target]! / powers.reduce((sum, power) => sum + power, 0);
  };
}
