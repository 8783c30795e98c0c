// Which ResNet a checkpoint holds, read off its names, shapes and metadata.
import type { Checkpoint } from "./checkpoint/checkpoint.ts";
import { metadataKeys } from "./checkpoint/metadata.ts";
import { CheckpointError } from "./errors.ts";

/** What tells one ResNet from another. Widths and groups need no mention: every layer reads them off its own weight. */
export interface Architecture {
  /** "resnet18" … "resnet152" for a depth of the paper, else "resnet" and the block counts. */
  readonly name: string;
  /** Residual blocks in layer1 … layer4. */
  readonly blocks: readonly [number, number, number, number];
  /** Blocks of three convolutions (50 layers and more) rather than two. */
  readonly bottleneck: boolean;
  /** Which convolution of a bottleneck carries the stride. */
  readonly bottleneckStride: "conv1" | "conv2";
  /** ε of every batch-norm. */
  readonly epsilon: number;
  readonly classes: number;
}

/** Table 1 of the paper: convolutions and fc by kind of block and block counts. */
const NAMES: Readonly<Record<string, string>> = {
  "2 2,2,2,2": "resnet18", "2 3,4,6,3": "resnet34",
  "3 3,4,6,3": "resnet50", "3 3,4,23,3": "resnet101", "3 3,8,36,3": "resnet152",
};

/** More blocks than any ResNet: a file that claims more is not one. */
const MOST_BLOCKS = 256;

/** @throws CheckpointError "checkpoint-architecture" where the names are not a ResNet's, "checkpoint-metadata" for nonsense there */
export function architectureOf({ tensors, metadata }: Checkpoint): Architecture {
  const blocks = [1, 2, 3, 4].map((stage) => countBlocks(tensors, `layer${stage}`));
  const fc = tensors.get("fc.weight");
  if (!tensors.has("conv1.weight") || !fc || blocks.includes(0)) {
    throw new CheckpointError(
      "checkpoint-architecture",
      `weights: no ResNet: expected conv1.weight, layer1 … layer4 and fc.weight, found ${sample([...tensors.keys()])}. Supported: resnet18 … resnet152 with torchvision's names.`,
    );
  }
  const bottleneck = tensors.has("layer1.0.conv3.weight");
  return {
    name: NAMES[`${bottleneck ? 3 : 2} ${blocks.join()}`] ?? `resnet (${blocks.join("+")} ${bottleneck ? "bottlenecks" : "basic blocks"})`,
    blocks: blocks as [number, number, number, number],
    bottleneck,
    bottleneckStride: bottleneckStrideOf(metadata),
    epsilon: epsilonOf(metadata),
    classes: fc.shape[0] ?? 0,
  };
}

function countBlocks(tensors: ReadonlyMap<string, unknown>, stage: string): number {
  let count = 0;
  while (count < MOST_BLOCKS && tensors.has(`${stage}.${count}.conv1.weight`)) count++;
  return count;
}

/** PyTorch's and TensorFlow's epsilons lie far inside this range; outside of it the file is damaged. */
function epsilonOf(metadata: Checkpoint["metadata"]): number {
  const text = metadata[metadataKeys.batchNormEpsilon] ?? "1e-5";
  const epsilon = Number(text);
  if (!(epsilon > 0 && epsilon < 1)) {
    throw new CheckpointError("checkpoint-metadata", `weights: ${metadataKeys.batchNormEpsilon} is "${text}"; expected a number between 0 and 1, such as 1e-5.`);
  }
  return epsilon;
}

function bottleneckStrideOf(metadata: Checkpoint["metadata"]): "conv1" | "conv2" {
  const text = metadata[metadataKeys.bottleneckStride] ?? "conv2";
  if (text === "conv1" || text === "conv2") return text;
  throw new CheckpointError("checkpoint-metadata", `weights: ${metadataKeys.bottleneckStride} is "${text}"; expected "conv1" or "conv2".`);
}

const sample = (names: readonly string[]): string =>
  names.length === 0 ? "nothing" : `${names.slice(0, 4).map((name) => `"${name.slice(0, 60)}"`).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}`;
