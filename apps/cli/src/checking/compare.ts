// Our logits of a picture against those of the user's own PyTorch: whether the file was understood as it was meant.
//
// Allowed: 1e-3 of the range of the saved logits, zero included. Float32 sums in another order, a GPU's among them, differ by 1e-6 to 1e-5
// of it, weights in half precision or TensorFloat by some 1e-4. A network that computes something else differs by 2e-3 (another ε) or by
// 3e-2 and more (another stem, dilated stages, LeakyReLU, another pooling): docs/checkpoints.md.
import type { Checked } from "../report/result.ts";
import type { SavedLogits } from "./saved_logits.ts";

export const allowedShare = 1e-3;

/** @param ours [classes]; @param labels [classes] */
export function compareLogits(ours: Float32Array, { file, logits: saved }: SavedLogits, labels: readonly string[]): Checked {
  const differences = saved.map((logit, at) => Math.abs(logit - (ours[at] as number)));
  const at = largestOf(differences);
  const largestDifference = differences[at] as number;
  const range = saved.reduce((most, logit) => Math.max(most, logit), 0) - saved.reduce((least, logit) => Math.min(least, logit), 0);
  const tolerance = allowedShare * range;
  const topOf = (logits: ArrayLike<number>): Checked["ours"] => {
    const index = largestOf(logits);
    return { class: index, label: labels[index] as string, logit: logits[index] as number };
  };
  const ok = largestDifference <= tolerance; // a NaN never is
  const holds = whatTheFileHolds(ours, saved);
  return {
    file, ok, largestDifference, at, tolerance, range, ours: topOf(ours), saved: topOf(saved),
    ...(ok ? {} : { lookAt: holds === undefined ? suspects : [holds] }),
  };
}

/** The index of the largest; of a NaN, if there is one. */
function largestOf(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let at = 0; at < numbers.length; at++) {
    if (Number.isNaN(numbers[at])) return at;
    if ((numbers[at] as number) > (numbers[best] as number)) best = at;
  }
  return best;
}

/** In the order in which they are usually found to be the reason. */
const suspects: readonly string[] = [
  "the picture: was it looked at in the same size, crop and normalisation? Without --crop: Resize((224, 224)), with it: Resize(256) and CenterCrop(224), " +
    "then ToTensor and Normalize with ImageNet's mean and standard deviation, or those of camlucida.preprocessing",
  "the model: was it in eval() mode, and are these its weights (not their moving average)?",
  "the stem: a 7×7 convolution without max-pool, or with another stride, needs --stem",
  "what no file can show: dilated stages, LeakyReLU or another activation, another pooling before the last layer, blur pooling, the stride on a bottleneck's first " +
    "convolution, another ε. The last two can be said in a .safetensors file (weights/README.md)",
];

/** Probabilities, or their logarithms, in place of logits are recognised. */
function whatTheFileHolds(ours: Float32Array, saved: Float64Array): string | undefined {
  const largest = ours.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const logSum = largest + Math.log(ours.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  const near = (expected: (logit: number) => number): boolean => saved.every((value, at) => Math.abs(value - expected(ours[at] as number)) <= allowedShare * Math.max(1, Math.abs(value)));
  if (near((logit) => Math.exp(logit - logSum))) return "the file: it holds our probabilities. Save the logits, before the softmax";
  if (near((logit) => logit - logSum)) return "the file: it holds the logarithms of our probabilities. Save the logits, before the softmax";
  if (near((logit) => 1 / (1 + Math.exp(-logit)))) return "the file: it holds the sigmoid of our logits. Save the logits, before the sigmoid";
  return undefined;
}
