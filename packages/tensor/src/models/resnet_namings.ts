// Ways in which a ResNet's tensors are named, each by what tells it and by what torchvision calls the same: "layer1.0.conv1.weight".
// Sources  torchvision.models.resnet, timm.models.resnet, mmpretrain's ResNetV1d, transformers.models.resnet; for CIFAR the widely copied
// ones of kuangliu (pytorch-cifar), akamaster (pytorch_resnet_cifar10) and weiaicunzai (pytorch-cifar100).
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** A way of naming. */
export interface Naming {
  /** What only such names have, behind whatever prefix. */
  readonly signature: string;
  /** More that must be there. */
  readonly besides?: readonly string[];
  /** torchvision's name of a tensor, or timm's; other tensors keep theirs. @param name behind the prefix */
  nameOf(name: string): string;
  /** Whether it is that of code for CIFAR. @param head what the class head's module is called */
  readonly forCifar?: (tensors: Tensors, prefix: string, head: string | undefined) => boolean;
}

/** Names as torchvision has them, but for parts of blocks and of stems. */
function usualName(name: string): string {
  const parts = name.split(".");
  if (/^layer\d+$/.test(parts[0] ?? "")) parts[2] = partsOfBlocks[parts[2] ?? ""] ?? parts[2] ?? "";
  if (parts[0] === "stem" && parts[1] === "7") parts.splice(0, 2, "bn1"); // mmpretrain's deep stem is one Sequential
  else if (parts[0] === "stem") parts[0] = "conv1";
  return parts.filter((part) => part !== "").join(".");
}

const partsOfBlocks: Readonly<Record<string, string | undefined>> = {
  shortcut: "downsample", se_module: "se", se_layer: "se", se_block: "se", eca: "se", eca_layer: "se", eca_module: "se",
};

/** Children of a ResNet in order; relu (2), maxpool (3) and avgpool (8) have no tensors. */
const children: Readonly<Record<string, string | undefined>> = { 0: "conv1", 1: "bn1", 3: "maxpool", 4: "layer1", 5: "layer2", 6: "layer3", 7: "layer4" };

/** A trunk made by nn.Sequential(*children), as fastai makes it too. */
function countedName(name: string): string {
  const [first = "", ...rest] = name.split(".");
  return usualName([children[first] ?? first, ...rest].join("."));
}

/** "encoder.stages.0.layers.1.layer.2.convolution.weight" → "layer1.1.conv3.weight" */
function transformersName(name: string): string {
  const [, stem, stemField = ""] = /^embedder\.embedder\.(convolution|normalization)\.(.*)$/.exec(name) ?? [];
  if (stem) return `${stem === "convolution" ? "conv1" : "bn1"}.${stemField}`;
  const [, stage, block = "", at, part, field = ""] = /^encoder\.stages\.(\d+)\.layers\.(\d+)\.(?:layer\.(\d+)|shortcut)\.(convolution|normalization)\.(.*)$/.exec(name) ?? [];
  if (!part) return name;
  const layer = at === undefined ? `downsample.${part === "convolution" ? 0 : 1}` : `${part === "convolution" ? "conv" : "bn"}${Number(at) + 1}`;
  return `layer${Number(stage) + 1}.${block}.${layer}.${field}`;
}

/** "conv2_x.0.residual_function.3.weight" → "layer1.0.conv2.weight" */
function residualFunctionName(name: string): string {
  const [, stem, stemField = ""] = /^conv1\.([01])\.(.*)$/.exec(name) ?? [];
  if (stem) return `${stem === "0" ? "conv1" : "bn1"}.${stemField}`;
  const [, stage, block = "", at, field = ""] = /^conv(\d)_x\.(\d+)\.(?:residual_function\.(\d)|shortcut)\.(.*)$/.exec(name) ?? [];
  if (!stage) return name;
  const index = Number(at);
  const layer = at === undefined ? "downsample" : `${index % 3 === 0 ? "conv" : "bn"}${Math.floor(index / 3) + 1}`;
  return `layer${Number(stage) - 1}.${block}.${layer}.${field}`;
}

/** Code for CIFAR calls its head "linear"; its blocks have `shortcut`s, with tensors in them or none. torchvision's `downsample` says nothing. */
const cifarWords: Naming["forCifar"] = (tensors, prefix, head) =>
  head === "linear" && ![...tensors.keys()].some((name) => name.startsWith(prefix) && name.includes(".downsample."));

/** The first whose signature is there is the file's. */
export const namings: readonly Naming[] = [
  { signature: "layer1.0.conv1.", nameOf: usualName, forCifar: cifarWords },
  { signature: "4.0.conv1.", besides: ["5.0.conv1.weight", "1.running_mean"], nameOf: countedName },
  { signature: "encoder.stages.0.layers.0.layer.0.convolution.", besides: ["embedder.embedder.convolution.weight"], nameOf: transformersName },
  { signature: "conv2_x.0.residual_function.0.", besides: ["conv1.0.weight"], nameOf: residualFunctionName, forCifar: () => true },
];
