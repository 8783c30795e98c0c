// Our logits of a picture against those of the user's own PyTorch: whether the file was understood as it was meant.
//
// Allowed: 1e-3 of the range of the saved logits, zero included. Float32 sums in another order, a GPU's among them, differ by 1e-6 to 1e-5
// of it, weights in half precision or TensorFloat by some 1e-4. A network that computes something else differs by 2e-3 (another ε) or by
// 3e-2 and more (another stem, dilated stages, LeakyReLU, another pooling): docs/checkpoints.md.
import { CheckError, messageOf } from "../errors/errors.ts";
import { readRegular } from "../files/regular.ts";
import { readNpy } from "../files/npy.ts";
import type { Checked } from "../report/result.ts";

const allowedShare = 1e-3;

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
  "the picture: was it looked at in the same size, crop and normalisation? -v says which were taken. Without --crop: Resize((224, 224)), with it: Resize(256) and CenterCrop(224), " +
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

/**
 * The logits in a NumPy file: float32 or float64, little-endian, [classes] or [1, classes].
 * @param name of the file, for messages. @throws CheckError "check-malformed"
 */
export function logitsIn(bytes: Uint8Array, name: string): Float64Array {
  const isRow = (shape: readonly number[]): boolean => (shape.length === 1 || (shape.length === 2 && shape[0] === 1)) && (shape.at(-1) ?? 0) >= 1;
  return readNpy(bytes, isRow, (problem) => malformed(name, problem)).values;
}

const malformed = (name: string, problem: string): CheckError => new CheckError("check-malformed",
  `${name}: ${problem}; expected the logits of one picture, float32 or float64, (classes,) or (1, classes). In Python: numpy.save("logits.npy", logits.float().cpu().numpy()).`);

export interface SavedLogits {
  readonly file: string; // as typed
  readonly logits: Float64Array; // [classes]
}

const sizeLimit = 64 * 1024 * 1024; // bytes: eight million classes

/** @throws CheckError "check-unreadable", "check-malformed" */
export async function readLogits(file: string): Promise<SavedLogits> {
  const bytes = await readRegular(file, sizeLimit).catch((error: unknown) => {
    throw new CheckError("check-unreadable", `${file} cannot be read (${messageOf(error)}). Give the .npy file that holds the picture's logits.`, { cause: error });
  });
  return { file, logits: logitsIn(bytes, file) };
}

/** @throws CheckError "check-classes" where the network has another number of classes */
export function requireClasses({ file, logits }: SavedLogits, classes: number): void {
  if (logits.length === classes) return;
  throw new CheckError("check-classes", `${file} holds ${logits.length} logits, the network has ${classes} classes. Was it saved from this checkpoint, and from its last layer?`);
}
