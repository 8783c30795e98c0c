// What a checkpoint's metadata say of how its network computes, where neither names nor shapes can.
import { metadataKeys, type Checkpoint } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";

type Metadata = Checkpoint["metadata"];

/** Where a convolution's padding lies: as much on every side (PyTorch), or as TensorFlow's SAME: for ⌈length / stride⌉ places, what is odd at the end. */
export type PaddingRule = (typeof paddingRules)[number];

/** What `metadataKeys.padding` may say. */
export const paddingRules = ["even", "same"] as const;

/**
 * ε of every batch-norm, where the file says it. PyTorch's and TensorFlow's lie far inside this range, and outside of it the file is damaged; 0 is
 * that of batch-norms which are folded into the convolutions before them, and are written as γ = 1, mean 0, variance 1.
 * @throws CheckpointError "checkpoint-metadata"
 */
export function epsilonIn(metadata: Metadata): number | undefined {
  const text = entryOf(metadata, metadataKeys.batchNormEpsilon);
  if (text === undefined) return undefined;
  const epsilon = text.trim() === "" ? NaN : Number(text);
  if (epsilon >= 0 && epsilon < 1) return epsilon;
  throw nonsense(metadataKeys.batchNormEpsilon, text, "a number from 0 to less than 1, such as 1e-5");
}

/** @throws CheckpointError "checkpoint-metadata" */
export function paddingIn(metadata: Metadata): PaddingRule {
  const text = entryOf(metadata, metadataKeys.padding) ?? "even";
  if (text === "even" || text === "same") return text;
  throw nonsense(metadataKeys.padding, text, '"even" or "same"');
}

/**
 * How a network's convolutions pad.
 * @param usual what files with its names have in common; "unsaid" where that is nothing
 * @throws CheckpointError "checkpoint-metadata"; "checkpoint-padding" where nothing says it
 */
export function paddingOf(metadata: Metadata, usual: PaddingRule | "unsaid" = "even"): PaddingRule {
  if (entryOf(metadata, metadataKeys.padding) !== undefined) return paddingIn(metadata);
  if (usual !== "unsaid") return usual;
  throw new CheckpointError(
    "checkpoint-padding",
    "weights: timm gives the same names to networks that were trained in TensorFlow (those called tf_…), which pad otherwise and have another ε, and no file says which it is. " +
      `Say it, on the command line with --padding even, or --padding same for a network called tf_… (a config.json of timm beside the file says it too); anywhere by even or same under ${metadataKeys.padding} in the metadata of a .safetensors file. ` +
      "The command line's --check shows whether it is right.",
  );
}

/** Of a family that pads in another way than by its convolutions, or whose published files never pad so. @throws CheckpointError "checkpoint-metadata" */
export function requireEvenPadding(metadata: Metadata, family: string): "even" {
  if (paddingIn(metadata) === "even") return "even";
  throw nonsense(metadataKeys.padding, "same", `"even" of a ${family}: only EfficientNet, MobileNetV2, V3 and MNASNet are computed with another one. An ONNX file says its padding itself`);
}

/** Which convolution of a ResNet's bottleneck strides. @throws CheckpointError "checkpoint-metadata" */
export function bottleneckStrideIn(metadata: Metadata): "conv1" | "conv2" {
  const text = entryOf(metadata, metadataKeys.bottleneckStride) ?? "conv2";
  if (text === "conv1" || text === "conv2") return text;
  throw nonsense(metadataKeys.bottleneckStride, text, '"conv1" or "conv2"');
}

const entryOf = (metadata: Metadata, key: string): string | undefined => (Object.hasOwn(metadata, key) ? metadata[key] : undefined);

const nonsense = (key: string, text: string, expected: string): CheckpointError =>
  new CheckpointError("checkpoint-metadata", `weights: ${key} is ${JSON.stringify(text.slice(0, 80))}; expected ${expected}.`);
