import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";
import type { Method, ScoringContext } from "./method.ts";

/**
 * Score-CAM: weight_k = p(image ⊙ H_k), where H_k is A_k between 0 and 1, enlarged to the image's size, and p the target's
 * probability: one pass through the whole network per channel. A channel that is the same everywhere masks nothing and weighs 0.
 * Source  Wang et al. 2020, arXiv:1910.01279, algorithm 1, with the score after softmax and a black baseline of no weight.
 */
export const scoreCam: Method = {
  name: "score-cam",
  title: "Score-CAM",
  use: "No gradient: how well each channel's region alone keeps the class. The slowest.",
  aboutClass: true,
  weights: {
    from: "passes",
    weigh: async (context) => {
      const masks = channelMasks(context);
      const { probabilities } = await context.scoresOfImages(masks.length, (k, into) => maskImage(context, masks[k], into));
      return Float32Array.from(probabilities, (p, k) => (masks[k] ? p : 0));
    },
  },
  reduce: "sum",
};

/** Each channel [h, w] between 0 and 1; undefined where it is constant. */
function channelMasks({ features, channels }: ScoringContext): (Float32Array | undefined)[] {
  return Array.from({ length: channels }, (_, k) => {
    const channel = features.filter((_value, at) => at % channels === k);
    const [min, max] = [channel.reduce((a, b) => Math.min(a, b)), channel.reduce((a, b) => Math.max(a, b))];
    return max > min ? channel.map((a) => (a - min) / (max - min)) : undefined;
  });
}

/** image ⊙ enlarged mask, [H, W, C]. */
function maskImage({ image, mapWidth, mapHeight, inputWidth, inputHeight }: ScoringContext, mask: Float32Array | undefined, into: Float32Array): void {
  if (!mask) return;
  const large = resizeOpenCvF32(mask, mapWidth, mapHeight, 1, inputWidth, inputHeight);
  const imageChannels = image.length / large.length;
  image.forEach((x, at) => { into[at] = x * (large[Math.floor(at / imageChannels)] as number); });
}
