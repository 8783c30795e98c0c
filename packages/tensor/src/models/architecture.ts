// Which ResNet a checkpoint holds, read off its names, shapes and metadata; what they cannot say is asked for, and a file with more
// or less in it than the network reads is refused.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { NamedTensors } from "./layers.ts";
import { checkTensors, tensorNames } from "./left_over.ts";
import { bottleneckStrideIn, epsilonIn, requireEvenPadding } from "./metadata.ts";
import { resnetOf, type ResNetFacts } from "./resnet.ts";
import { featuresOf, resnetNames } from "./resnet_names.ts";
import { paperStem, stemOf, zerosOf } from "./stem.ts";

/** What tells one ResNet from another, and its tensors under torchvision's names. */
export interface Architecture extends ResNetFacts, NamedTensors {
  /** "resnet18" … "resnet152" for a depth of the paper, else "resnet" and the block counts. */
  readonly name: string;
  /** ε of every batch-norm. */
  readonly epsilon: number;
  readonly classes: number; // or features, where there is no class head
  /** Of the image: 3, or 1 where it is grey. */
  readonly channels: number;
  /** The linear layer that gives the logits. */
  readonly classifier: string;
  /** Of a file with several networks: which one this is. */
  readonly choice: { readonly taken: string; readonly others: readonly string[] } | undefined;
  /** The file's names of what is known not to matter, but for the batch-norms' counters: auxiliary and projection heads, losses. */
  readonly unread: readonly string[];
}

/** Table 1 of the paper: convolutions and fc by kind of block and block counts. */
const NAMES: Readonly<Record<string, string>> = {
  "2 2,2,2,2": "resnet18", "2 3,4,6,3": "resnet34",
  "3 3,4,6,3": "resnet50", "3 3,4,23,3": "resnet101", "3 3,8,36,3": "resnet152",
};

/** Behind the stem of a ResNet of three stages: 16 in the paper. One as wide as ImageNet's may be anything. */
const MOST_CIFAR_CHANNELS = 32;

/** More blocks than any ResNet: a file that claims more is not one. */
const MOST_BLOCKS = 256;

/**
 * Which ResNet a checkpoint holds, by its names, shapes and metadata.
 * @throws CheckpointError "checkpoint-architecture" where there is no ResNet, "checkpoint-several-networks"; "checkpoint-missing-tensor" and
 *   "checkpoint-left-over" where it is another kind of ResNet; "checkpoint-stem" and "checkpoint-input-channels" for what no file says;
 *   "checkpoint-metadata" for nonsense there
 * @example
 * ```ts
 * import { architectureOf } from "@camlucida/tensor";
 *
 * const { name, blocks, classes } = architectureOf(checkpoint);
 * [name, blocks, classes]; // → ["resnet18", [2, 2, 2, 2], 3]
 * ```
 */
export function architectureOf(checkpoint: Checkpoint): Architecture {
  const { metadata } = checkpoint;
  const names = resnetNames(checkpoint);
  const { tensors, nameInFile, head, classifier } = names;
  const has = (name: string): boolean => tensors.has(name);
  const shapeOf = (name: string): readonly number[] => tensors.get(name)?.shape ?? [];
  const blocks = Array.from({ length: countStages(tensors) }, (_, at) => countBlocks(has, `layer${at + 1}`));
  const bottleneck = has("layer1.0.conv3.weight");
  const deep = has("conv1.0.weight");
  const forCifar = names.forCifar || (blocks.length === 3 && (shapeOf("conv1.weight")[0] ?? 0) <= MOST_CIFAR_CHANNELS);
  const stem = deep || shapeOf("conv1.weight")[2] === paperStem.kernel ? "paper" : "cifar";
  const zeros = lacksProjections(tensors) ? zerosOf(names.forCifar && blocks.length === 3, stem, metadata) : undefined;
  const facts = { blocks, bottleneck, bottleneckStride: bottleneckStrideIn(metadata), zeros, head, epsilon: epsilonIn(metadata) ?? 1e-5 };
  requireEvenPadding(metadata, "ResNet");
  // which tensors are read does not depend on the stem
  const unread = checkTensors(checkpoint, names, tensorNames(names, (layers) => resnetOf(layers, { ...facts, stem: paperStem }, undefined)));
  const projection = [0, 1].map((at) => shapeOf(`layer1.0.downsample.${at}.weight`)).find(({ length }) => length === 4);
  return {
    ...facts,
    name: NAMES[`${bottleneck ? 3 : 2} ${blocks.join()}`] ?? `resnet (${blocks.join("+")} ${bottleneck ? "bottlenecks" : "basic blocks"})`,
    stem: stemOf({ conv1: shapeOf(deep ? "conv1.0.weight" : "conv1.weight"), projection, deep, forCifar }, metadata),
    channels: shapeOf(deep ? "conv1.0.weight" : "conv1.weight")[1] ?? 3,
    classes: head.parts.length === 0 ? featuresOf(tensors) ?? 0 : shapeOf(`${classifier}.weight`)[0] ?? 0,
    classifier, tensors, nameInFile, unread, choice: names.choice,
  };
}

/** As many as there are; three at the least. */
function countStages(tensors: NamedTensors["tensors"]): number {
  let most = 3;
  for (const name of tensors.keys()) most = Math.max(most, Number(/^layer(\d)\.\d+\./.exec(name)?.[1] ?? 0));
  return most;
}

/** Whether channels change, and no shortcut has weights. */
function lacksProjections(tensors: NamedTensors["tensors"]): boolean {
  const [into, out] = [tensors.get("layer2.0.conv1.weight")?.shape[1], tensors.get("layer2.0.conv1.weight")?.shape[0]];
  return into !== out && ![...tensors.keys()].some((name) => name.includes(".downsample."));
}

/** At least one: a stage without blocks is missing them. */
function countBlocks(has: (name: string) => boolean, stage: string): number {
  let count = 1;
  while (count < MOST_BLOCKS && has(`${stage}.${count}.conv1.weight`)) count++;
  return count;
}
