// The stem of a ResNet: its convolution's stride and padding, and whether a max-pool follows.
//
// conv1's kernel is in the file; the rest is not. 7×7 is taken for the paper's stem. For any other kernel there is no rule (CIFAR's
// edits differ), so that the file or the user must say it, as "stride=1,pool=none".
import type { Checkpoint } from "./checkpoint/checkpoint.ts";
import { metadataKeys } from "./checkpoint/metadata.ts";
import { CheckpointError } from "./errors.ts";

export interface Stem {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** "max": 3×3, stride 2, padding 1. */
  readonly pool: "max" | "none";
}

/** What a text such as "stride=1,pool=none" says. */
export type StemChoice = Omit<Stem, "kernel" | "padding"> & { readonly padding: number | undefined };

const paperStem: Stem = { kernel: 7, stride: 2, padding: 3, pool: "max" };

/** @param shape of conv1.weight: [Cout, Cin, K, K]. @throws CheckpointError "checkpoint-input-channels", "checkpoint-stem", "checkpoint-metadata" */
export function stemOf(shape: readonly number[], metadata: Checkpoint["metadata"]): Stem {
  const [, channels, kernel = 0, width] = shape;
  if (shape.length !== 4 || kernel !== width || kernel < 1) {
    throw new CheckpointError("checkpoint-wrong-shape", `weights: "conv1.weight" is [${shape.join(", ")}]; expected [any, 3, K, K] with a square kernel.`);
  }
  if (channels !== 3) throw otherChannels(shape);
  const text = Object.hasOwn(metadata, metadataKeys.stem) ? metadata[metadataKeys.stem] : undefined;
  if (text === undefined) {
    if (kernel === paperStem.kernel) return paperStem;
    throw unsaid(shape);
  }
  const { stride, pool, padding } = readStem(text);
  if (padding === undefined && kernel % 2 === 0) throw nonsense(text, `a padding too, as the kernel is ${kernel}×${kernel}: stride=${stride},pool=${pool},padding=0`);
  return { kernel, stride, pool, padding: padding ?? (kernel - 1) / 2 };
}

/** @throws CheckpointError "checkpoint-metadata" */
export function readStem(text: string): StemChoice {
  const facts = new Map(text.split(",").map((part) => part.trim().split("=") as [string, string | undefined]));
  const unknown = [...facts.keys()].some((key) => !["stride", "pool", "padding"].includes(key)) || facts.size !== text.split(",").length;
  const [stride, pool, padding] = [whole(facts.get("stride"), 4), facts.get("pool"), whole(facts.get("padding"), 16)];
  if (unknown || stride === undefined || stride === 0 || (pool !== "max" && pool !== "none") || (facts.has("padding") && padding === undefined)) {
    throw nonsense(text, "stride=1 … 4 and pool=max or pool=none, perhaps padding=0 … 16, such as stride=1,pool=none");
  }
  return { stride, pool, padding };
}

const whole = (text: string | undefined, most: number): number | undefined => (text !== undefined && /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : undefined);

const nonsense = (text: string, expected: string): CheckpointError =>
  new CheckpointError("checkpoint-metadata", `weights: the stem is said to be ${JSON.stringify(text.slice(0, 80))}; expected ${expected}.`);

function unsaid(shape: readonly number[]): CheckpointError {
  const side = `${shape[2]}×${shape[2]}`;
  return new CheckpointError(
    "checkpoint-stem",
    `weights: "conv1.weight" is ${side} (${shape.join(", ")}), not the paper's 7×7, and no file says how far it strides and whether a max-pool follows. ` +
      "Say it: --stem stride=1,pool=none (the usual edit for CIFAR), --stem stride=1,pool=max (the same with its max-pool), or " +
      "--stem stride=2,pool=max; in a .safetensors file the same text under camlucida.stem. --check shows whether it is right.",
  );
}

/** Photographs have three channels. What one channel was made of, and how it was normalised, no file says. */
function otherChannels(shape: readonly number[]): CheckpointError {
  const problem = `weights: "conv1.weight" is [${shape.join(", ")}]: the network looks at ${shape[1]} channel${shape[1] === 1 ? "" : "s"}, a photograph has 3`;
  const advice = shape[1] === 1
    ? 'How grey was made of colours, and normalised, is in no file. For Pillow\'s grey, in Python: w = sd["conv1.weight"]; ' +
      'sd["conv1.weight"] = w * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1), saved as .safetensors whose camlucida.preprocessing has your one mean and std three times.'
    : "Only networks that look at RGB photographs can be explained.";
  return new CheckpointError("checkpoint-input-channels", `${problem}. ${advice}`);
}
