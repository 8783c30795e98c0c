// The stem of a ResNet: its convolution's stride and padding, whether a max-pool follows, and whether the first stage strides too.
//
// conv1's kernel is in the file; the rest is not. 7×7 is taken for the paper's stem, 3×3 for CIFAR's where the names are those of code for
// CIFAR or the network is of its size, three convolutions for ResNet-C's. For others there is no rule (edits for small images differ), nor
// for a first stage that projects without need, nor for where shortcuts without weights have their zeros; then the file or the user must
// say it, as "stride=1,pool=none".
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { metadataKeys } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";
import type { Zeros } from "./resnet_parts.ts";

/** What of a stem its weights do not say: how it strides, and whether a max-pool follows. */
export interface Stem {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** "max": 3×3, stride 2, padding 1. */
  readonly pool: "max" | "none";
  /** How far layer1 strides; 1 in the paper. */
  readonly layer1: number;
}

/** What a text such as "stride=1,pool=none" says. */
export type StemChoice = Omit<Stem, "kernel" | "padding" | "layer1"> & {
  readonly padding: number | undefined;
  readonly layer1: number | undefined;
  /** Where shortcuts without weights have the channels that are zero: behind the others, or half of them before. */
  readonly zeros: Zeros | undefined;
};

export const paperStem: Stem = { kernel: 7, stride: 2, padding: 3, pool: "max", layer1: 1 };

/** For 32 × 32 pixels: He et al. 2015, section 4.2. */
export const cifarStem: Stem = { kernel: 3, stride: 1, padding: 1, pool: "none", layer1: 1 };

/** Three convolutions: resnet_parts.ts. */
const deepStem: Stem = { ...paperStem, kernel: 3, padding: 1 };

/** @throws CheckpointError "checkpoint-metadata" where it is said to be another */
function deepStemOf(text: string | undefined): Stem {
  if (text === undefined) return deepStem;
  const { stride, pool, padding = deepStem.padding, layer1 = deepStem.layer1 } = readStem(text);
  if (stride === deepStem.stride && pool === deepStem.pool && padding === deepStem.padding && layer1 === deepStem.layer1) return deepStem;
  throw nonsense(text, `${texts.paper}, as a stem of three convolutions is computed`);
}

/** What of a checkpoint bears on its stem. */
export interface StemFacts {
  readonly conv1: readonly number[]; // [Cout, Cin, K, K]; of a deep stem the first
  readonly projection: readonly number[] | undefined; // layer1.0.downsample.0.weight
  readonly deep: boolean;
  /** Whether names or size are those of a network for CIFAR. */
  readonly forCifar: boolean;
}

/** @throws CheckpointError "checkpoint-wrong-shape", "checkpoint-input-channels", "checkpoint-stem", "checkpoint-metadata" */
export function stemOf({ conv1: shape, projection, deep, forCifar }: StemFacts, metadata: Checkpoint["metadata"]): Stem {
  const [, channels, kernel = 0, width] = shape;
  if (shape.length !== 4 || kernel !== width || kernel < 1) {
    throw new CheckpointError("checkpoint-wrong-shape", `weights: "conv1.weight" is [${shape.join(", ")}]; expected [any, 3, K, K] with a square kernel.`);
  }
  if (channels !== 1 && channels !== 3) throw otherChannels(shape);
  const text = stemText(metadata);
  const needless = projection !== undefined && projection[0] === projection[1];
  if (deep) return deepStemOf(text);
  if (text === undefined) {
    if (kernel === cifarStem.kernel && forCifar && !needless) return cifarStem;
    if (kernel !== paperStem.kernel) throw unsaid(shape);
    if (needless) throw unsaidStage(texts.paper);
    return paperStem;
  }
  const { stride, pool, padding, layer1 } = readStem(text);
  if (needless && layer1 === undefined) throw unsaidStage(text);
  if (padding === undefined && kernel % 2 === 0) throw nonsense(text, `a padding too, as the kernel is ${kernel}×${kernel}: stride=${stride},pool=${pool},padding=0`);
  return { kernel, stride, pool, padding: padding ?? (kernel - 1) / 2, layer1: layer1 ?? 1 };
}

/** What the file or the user says. */
const stemText = (metadata: Checkpoint["metadata"]): string | undefined => (Object.hasOwn(metadata, metadataKeys.stem) ? metadata[metadataKeys.stem] : undefined);

/** Usual stems as a text. */
const texts = { paper: "stride=2,pool=max", cifar: "stride=1,pool=none" } as const;

/**
 * Where shortcuts without weights have their zeros.
 * @param stem as its kernel tells: for the message
 * @throws CheckpointError "checkpoint-stem" where neither the file nor its names say it
 */
export function zerosOf(forCifar: boolean, stem: keyof typeof texts, metadata: Checkpoint["metadata"]): Zeros {
  const text = stemText(metadata);
  const said = text === undefined ? undefined : readStem(text).zeros;
  if (said !== undefined) return said;
  if (forCifar) return "both";
  throw unsaidZeros(text ?? texts[stem]);
}

/**
 * What a text such as "stride=1,pool=none" says of a stem.
 * @throws CheckpointError "checkpoint-metadata"
 * @example
 * ```ts
 * import { readStem } from "@camlucida/tensor";
 *
 * const { stride, pool } = readStem("stride=1,pool=none");
 * [stride, pool]; // → [1, "none"]
 * ```
 */
export function readStem(text: string): StemChoice {
  const facts = new Map(text.split(",").map((part) => part.trim().split("=") as [string, string | undefined]));
  const unknown = [...facts.keys()].some((key) => !["stride", "pool", "padding", "layer1", "shortcut"].includes(key)) || facts.size !== text.split(",").length;
  const [stride, pool] = [whole(facts.get("stride"), 1, 4), facts.get("pool")];
  const [padding, layer1] = [whole(facts.get("padding"), 0, 16), whole(facts.get("layer1"), 1, 2)];
  const zeros = facts.get("shortcut");
  const senseless = (facts.has("padding") && padding === undefined) || (facts.has("layer1") && layer1 === undefined) || (facts.has("shortcut") && !isZeros(zeros));
  if (unknown || senseless || stride === undefined || (pool !== "max" && pool !== "none")) {
    throw nonsense(text, "stride=1 … 4 and pool=max or pool=none, perhaps padding=0 … 16, layer1=1 … 2 or shortcut=behind or both, such as stride=1,pool=none");
  }
  return { stride, pool, padding, layer1, zeros: isZeros(zeros) ? zeros : undefined };
}

const isZeros = (text: string | undefined): text is Zeros => text === "behind" || text === "both";

const whole = (text: string | undefined, least: number, most: number): number | undefined =>
  (text !== undefined && /^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined);

const nonsense = (text: string, expected: string): CheckpointError =>
  new CheckpointError("checkpoint-metadata", `weights: the stem is said to be ${JSON.stringify(text.slice(0, 80))}; expected ${expected}.`);

function unsaid(shape: readonly number[]): CheckpointError {
  const side = `${shape[2]}×${shape[2]}`;
  return new CheckpointError(
    "checkpoint-stem",
    `weights: "conv1.weight" is ${side} (${shape.join(", ")}), not the 7×7 of the paper, and the file does not say how far it strides and whether a max-pool follows. ` +
      "Say it, on the command line with --stem stride=1,pool=none (the usual edit for CIFAR), --stem stride=1,pool=max (the same with its max-pool), or " +
      "--stem stride=2,pool=max; anywhere by the same text under camlucida.stem in the metadata of a .safetensors file. The command line's --check shows whether it is right.",
  );
}

/** Whoever projects without need may have strided there, as networks without max-pool do. */
const unsaidStage = (text: string): CheckpointError => new CheckpointError(
  "checkpoint-stem",
  "weights: layer1 begins with a downsample that keeps its channels, so that it may stride, and the file does not say whether it does. " +
    `Say it, on the command line with --stem ${text},layer1=1 (it does not), or --stem ${text},layer1=2; anywhere by the same text under camlucida.stem ` +
    "in the metadata of a .safetensors file. The command line's --check shows whether it is right.",
);

/** Option A of He et al. 2015, section 4.1, does not say where. */
const unsaidZeros = (text: string): CheckpointError => new CheckpointError(
  "checkpoint-stem",
  "weights: its shortcuts have no weights, so that they fill up with channels of zeros where the channels change (the paper's option A), and the file does not say where these lie. " +
    `Say it, on the command line with --stem ${text},shortcut=behind (behind the others), or --stem ${text},shortcut=both (half of them before); anywhere by the same text ` +
    "under camlucida.stem in the metadata of a .safetensors file. The command line's --check shows whether it is right.",
);

/** Photographs have three channels, or one. */
const otherChannels = (shape: readonly number[]): CheckpointError => new CheckpointError(
  "checkpoint-input-channels",
  `weights: the network looks at ${shape[1]} channels ("conv1.weight" is [${shape.join(", ")}]), a photograph has 3, a grey one 1. Only networks that look at photographs can be explained.`,
);
