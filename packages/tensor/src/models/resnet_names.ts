// What people call the tensors of a ResNet → torchvision's names.
//
// Known: any one prefix ("encoder.", "net.backbone."), `shortcut` for `downsample`, a trunk made by nn.Sequential(*children) ("0.weight",
// "4.0.conv1.weight"), and a class head called `linear`, `head`, `classifier` …, in a Sequential or beside the prefix.
import type { Checkpoint, CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { supported, type NamesInFile } from "./layers.ts";

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** @throws CheckpointError "checkpoint-architecture" where there is no ResNet, "checkpoint-several-networks" */
export function resnetNames({ tensors }: Checkpoint): NamesInFile {
  const { prefix, sequential } = trunkOf(tensors);
  const scopes = scopesOf(prefix);
  const head = headOf(tensors, scopes);
  const inFile = new Map<string, string>();
  for (const name of tensors.keys()) {
    const known = head !== undefined && name.startsWith(`${head}.`) ? `fc${name.slice(head.length)}`
      : name.startsWith(prefix) ? torchvisionName(name.slice(prefix.length), sequential) : undefined;
    if (known !== undefined && !inFile.has(known)) inFile.set(known, name); // of two tensors with one name the second is left over
  }
  const taken = new Set(inFile.values());
  return {
    tensors: new Map(Array.from(inFile, ([known, name]) => [known, tensors.get(name) as CheckpointTensor])),
    nameInFile: (known) => inFile.get(known) ?? prefix + known,
    family: "ResNet",
    classifier: "fc",
    scopes,
    others: [...tensors.keys()].filter((name) => !taken.has(name)),
  };
}

interface Trunk {
  readonly prefix: string;
  readonly sequential: boolean;
}

/** Where the residual blocks are. */
function trunkOf(tensors: Tensors): Trunk {
  const named = prefixesOf(tensors, "layer1.0.conv1.").map((prefix) => ({ prefix, sequential: false }));
  const counted = prefixesOf(tensors, "4.0.conv1.").filter((prefix) => tensors.has(`${prefix}0.weight`) && tensors.has(`${prefix}5.0.conv1.weight`));
  const trunks = named.length > 0 ? named : counted.map((prefix) => ({ prefix, sequential: true }));
  const [trunk] = trunks;
  if (trunk !== undefined && trunks.length === 1) return trunk;
  if (trunk !== undefined) throw severalNetworks(trunks);
  throw new CheckpointError(
    "checkpoint-architecture",
    `weights: no network that is known, and no ResNet. Missing: "layer1.0.conv1.weight" and all that belongs to it; the file has ${sample([...tensors.keys()])}.${familyOf(tensors)} ` +
      supported,
  );
}

/** What stands before `part` in names that have it as a whole. */
export function prefixesOf(tensors: Tensors, part: string): string[] {
  const prefixes = [...tensors.keys()].filter((name) => name.includes(part)).map((name) => name.slice(0, name.indexOf(part)));
  return [...new Set(prefixes)].filter((prefix) => prefix === "" || prefix.endsWith("."));
}

function severalNetworks(trunks: readonly Trunk[]): CheckpointError {
  const prefixes = trunks.map(({ prefix }) => quote(prefix || "(no prefix)"));
  const momentum = trunks.some(({ prefix }) => /encoder_k|momentum|teacher|ema/.test(prefix)) ? " They look like a network and its moving average." : "";
  return new CheckpointError(
    "checkpoint-several-networks",
    `weights: the file holds ${trunks.length} ResNets: ${prefixes.slice(0, 4).join(", ")}${prefixes.length > 4 ? " …" : ""}.${momentum} ` +
      'Save one of them, in Python: p = "…"; torch.save({k[len(p):]: v for k, v in sd.items() if k.startswith(p)}, "one.pth").',
  );
}

/** Names that tell other families, for the message alone. */
const families: readonly (readonly [ending: string, family: string])[] = [
  ["layers.0.layer.0.convolution.weight", "a ResNet with the names of the transformers library: save torchvision's or timm's form of it"],
  ["res2.0.conv1.weight", "a ResNet with detectron2's names"],
  ["stages.0.blocks.0.conv_dw.weight", "a ConvNeXt"], ["stages.0.downsample.0.weight", "a ConvNeXt"],
  ["features.denseblock1.denselayer1.conv1.weight", "a DenseNet"], ["features.0.0.weight", "a MobileNet or EfficientNet"],
  ["conv_stem.weight", "an EfficientNet or MobileNet of timm"], ["features.0.weight", "a VGG, AlexNet or SqueezeNet"],
  ["cls_token", "a vision transformer"], ["class_token", "a vision transformer"], ["patch_embed.proj.weight", "a transformer"],
  ["Mixed_5b.branch1x1.conv.weight", "an Inception"], ["trunk_output.block1.block1-0.f.a.0.weight", "a RegNet"],
];

function familyOf(tensors: Tensors): string {
  const names = [...tensors.keys()];
  const found = families.find(([ending]) => names.some((name) => name.endsWith(ending)));
  return found ? ` It looks like ${found[1]}.` : "";
}

const sample = (names: readonly string[]): string =>
  names.length === 0 ? "nothing" : `${names.slice(0, 4).map(quote).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}`;

/** "a.b." → "a.b.", "a.", "" */
export function scopesOf(prefix: string): string[] {
  const parts = prefix.split(".").slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, dropped) => parts.slice(0, parts.length - dropped).map((part) => `${part}.`).join(""));
}

/** Children of a ResNet in order; relu (2), maxpool (3) and avgpool (8) have no tensors. */
const children: Readonly<Record<string, string>> = { 0: "conv1", 1: "bn1", 4: "layer1", 5: "layer2", 6: "layer3", 7: "layer4" };

function torchvisionName(name: string, sequential: boolean): string {
  const [first = "", ...rest] = name.split(".");
  const parts = [sequential && Object.hasOwn(children, first) ? children[first] as string : first, ...rest];
  if (parts[2] === "shortcut" && /^layer\d+$/.test(parts[0] ?? "")) parts[2] = "downsample";
  return parts.join(".");
}

const heads = ["fc", "linear", "head", "classifier", "last_linear"];

/**
 * The one linear layer that is called like a class head, perhaps in a Sequential behind layers without tensors (dropout). Of several,
 * "fc": the others are left over, and the file is refused for them.
 */
function headOf(tensors: Tensors, scopes: readonly string[]): string | undefined {
  const candidates: string[] = [];
  for (const [name, { shape }] of tensors) {
    if (shape.length !== 2 || !name.endsWith(".weight")) continue;
    const scope = scopes.find((some) => name.startsWith(some)) ?? "";
    const [head = "", within, ...deeper] = name.slice(scope.length, -".weight".length).split(".");
    const fits = heads.includes(head) && deeper.length === 0 && (within === undefined || /^\d+$/.test(within) || heads.includes(within));
    if (fits) candidates.push(name.slice(0, -".weight".length));
  }
  return candidates.find((name) => scopes.some((scope) => name === `${scope}fc`)) ?? candidates[0];
}
