// What people call the tensors of a ResNet → torchvision's names, and timm's where torchvision has none.
//
// Known: any one prefix ("encoder.", "net.backbone."), several ways to name (namings.ts), and a class head of any usual name, within the
// prefix or beside it: resnet_head.ts says which heads can be read.
import type { Checkpoint, CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { supported, type NamesInFile } from "./layers.ts";
import { namings, type Naming } from "./resnet_namings.ts";
import { headIn, noHead, oneLinear, type FoundHead, type Head } from "./resnet_head.ts";

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** A ResNet's tensors under torchvision's names, and what the names themselves say of the network. */
export interface ResNetNames extends NamesInFile {
  readonly head: Head;
  /** Whether they are those of code for CIFAR's images of 32 × 32 pixels. */
  readonly forCifar: boolean;
  /** Of a file with several networks, by their prefixes: which one was taken. */
  readonly choice: { readonly taken: string; readonly others: readonly string[] } | undefined;
}

/** @throws CheckpointError "checkpoint-architecture" where there is no ResNet, "checkpoint-several-networks" */
export function resnetNames({ tensors, skipped }: Checkpoint): ResNetNames {
  const { prefix, naming, averages } = trunkOf(tensors);
  const scopes = scopesOf(prefix);
  const inFile = new Map<string, string>();
  const outside: string[] = [];
  const setAside = new Set([...tensors.keys(), ...skipped].filter((name) => averages.some((average) => name.startsWith(average))));
  for (const name of tensors.keys()) {
    const known = name.startsWith(prefix) ? naming.nameOf(name.slice(prefix.length)) : undefined;
    if (setAside.has(name)) continue;
    if (known === undefined || !trunk.test(known)) outside.push(name);
    else if (!inFile.has(known)) inFile.set(known, name); // of two tensors with one name the second is left over
  }
  const knownOf = (): Tensors => new Map(Array.from(inFile, ([known, name]) => [known, tensors.get(name) as CheckpointTensor]));
  const modules = modulesOf(outside, scopes);
  for (const name of projectionsAmong(modules, outside)) setAside.add(name);
  const classModules = new Map([...modules].filter(([, [name = ""]]) => !setAside.has(name)));
  const found = headAmong(classModules, tensors, featuresOf(knownOf()));
  const isBackbone = !found && ![...classModules.keys()].some((path) => heads.includes(lastPart(path)));
  if (isBackbone) for (const name of statisticsAmong(modules)) setAside.add(name);
  if (found) for (const name of found.names) inFile.set(`fc.${name.slice(found.path.length + 1 + found.within.length)}`, name);
  const taken = new Set(inFile.values());
  return {
    tensors: knownOf(),
    nameInFile: (known) => inFile.get(known) ?? prefix + known,
    family: "ResNet",
    classifier: found?.head.parts.at(-1)?.name ?? "fc",
    scopes, setAside,
    others: [...tensors.keys()].filter((name) => !taken.has(name)),
    head: found?.head ?? (isBackbone ? noHead : oneLinear),
    forCifar: naming.forCifar?.(tensors, prefix, found && lastPart(found.path)) ?? false,
    choice: averages.length > 0 ? { taken: prefix, others: averages } : undefined,
  };
}

/** Names of the parts before pooling. */
const trunk = /^(conv1|bn1|relu\d?|act\d?|prelu\d?|maxpool|layer\d+)\./;

const lastPart = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

interface Trunk {
  readonly prefix: string;
  readonly naming: Naming;
  /** What stands before the names of its moving averages. */
  readonly averages: readonly string[];
}

/** What moving averages are called, beside the network that they are of. */
export const average = /(^|[._])(ema|swa|avg|averaged?|encoder_k|momentum|teacher|target|shadow)([._]|$)/i;

/** In one file: a network and its moving averages, of which training keeps few. Every name is held against each. */
export const MOST_NETWORKS = 16;

/** Where the residual blocks are. */
function trunkOf(tensors: Tensors): Trunk {
  for (const naming of namings) {
    const prefixes = prefixesOf(tensors, naming.signature).filter((prefix) => (naming.besides ?? []).every((name) => tensors.has(prefix + name)));
    const trained = prefixes.filter((prefix) => !average.test(prefix));
    const [prefix] = prefixes.length > 1 ? trained : prefixes;
    if (prefixes.length > 1 && (trained.length !== 1 || prefixes.length > MOST_NETWORKS)) throw severalNetworks(prefixes);
    if (prefix !== undefined) return { prefix, naming, averages: prefixes.filter((other) => other !== prefix) };
  }
  throw new CheckpointError(
    "checkpoint-architecture",
    `weights: no network that is known, and no ResNet. Missing: "layer1.0.conv1.weight" and all that belongs to it; the file has ${sample([...tensors.keys()])}.${familyOf(tensors)} ` +
      supported,
  );
}

/** Heads of self-supervised training that are called like class heads: MoCo's `fc` beside its queue, DINO's `head` with its `last_layer`. */
function projectionsAmong(modules: ReadonlyMap<string, readonly string[]>, outside: readonly string[]): readonly string[] {
  const isMoco = outside.some((name) => lastPart(name) === "queue");
  return [...modules].flatMap(([path, names]) =>
    ((isMoco && lastPart(path) === "fc") || names.some((name) => name.startsWith(`${path}.last_layer.`)) ? names : []));
}

/** What stands before `part` in names that have it as a whole. */
export function prefixesOf(tensors: Tensors, part: string): string[] {
  const prefixes = [...tensors.keys()].filter((name) => name.includes(part)).map((name) => name.slice(0, name.indexOf(part)));
  return [...new Set(prefixes)].filter((prefix) => prefix === "" || prefix.endsWith("."));
}

function severalNetworks(trunks: readonly string[]): CheckpointError {
  const prefixes = trunks.map((prefix) => quote(prefix || "(no prefix)"));
  const momentum = trunks.some((prefix) => /encoder_k|momentum|teacher|ema/.test(prefix)) ? " They look like a network and its moving average." : "";
  return new CheckpointError(
    "checkpoint-several-networks",
    `weights: the file holds ${trunks.length} ResNets: ${prefixes.slice(0, 4).join(", ")}${prefixes.length > 4 ? " …" : ""}.${momentum} ` +
      'Save one of them, in Python: p = "…"; torch.save({k[len(p):]: v for k, v in sd.items() if k.startswith(p)}, "one.pth").',
  );
}

/** Names that tell other families, for the message alone. */
const families: readonly (readonly [ending: string, family: string])[] = [
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

const MOST_SCOPES = 32; // modules within one another; of more the outermost and the innermost are enough

/** "a.b." → "a.b.", "a.", "" */
export function scopesOf(prefix: string): string[] {
  const parts = prefix.split(".").slice(0, -1);
  if (parts.length > MOST_SCOPES) return [prefix, ""];
  return Array.from({ length: parts.length + 1 }, (_, dropped) => parts.slice(0, parts.length - dropped).map((part) => `${part}.`).join(""));
}

/** Batch-norms without weights behind a projection (Barlow Twins), of which a backbone's features know nothing. */
const statisticsAmong = (modules: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  [...modules.values()].filter((names) => names.every((name) => /^running_(mean|var)$/.test(lastPart(name)))).flat();

interface Found extends FoundHead {
  readonly path: string; // of its module
  readonly names: readonly string[]; // the file's
}

/** What class heads are called, most usual first; others are known by what they are. */
const heads = ["fc", "linear", "head", "classifier", "last_linear"];

/** What is no class head, although it may be a linear layer of the features. */
export const noClasses = /proj|pred|embed|neck|mlp|queue|proto|bank|memory|cent(er|re)|aux|loss|criterion/i;

/**
 * The module that is called like a class head, or else the only one that is a linear layer of the features. Of several, "fc": the others
 * are left over, and the file is refused for them.
 */
function headAmong(modules: ReadonlyMap<string, readonly string[]>, tensors: Tensors, features: number | undefined): Found | undefined {
  const found = [...modules].flatMap(([path, names]): Found[] => {
    const module = new Map(names.map((name) => [name.slice(path.length + 1), tensors.get(name) as CheckpointTensor]));
    const head = headIn(module, features ?? 0);
    return head ? [{ ...head, path, names }] : [];
  });
  for (const name of heads) {
    const usual = found.find(({ path }) => lastPart(path) === name);
    if (usual) return usual;
  }
  const unusual = found.filter(({ path, names }) => !noClasses.test(path) && names.some((name) => isOver(tensors.get(name)?.shape, features)));
  return unusual.length === 1 ? unusual[0] : undefined;
}

/** A layer of as many outputs as features is no class head, as a rule. */
const isOver = (shape: readonly number[] | undefined, features: number | undefined): boolean =>
  shape?.length === 2 && shape[0] !== features && (shape[1] === features || shape[1] === 2 * (features ?? 0));

/** Names by the module that they stand in: what comes first behind the longest scope. */
function modulesOf(names: readonly string[], scopes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>();
  for (const name of names) {
    const scope = scopes.find((some) => name.startsWith(some)) ?? "";
    const path = scope + (name.slice(scope.length).split(".")[0] ?? "");
    if (path === name) continue; // a tensor of no module
    const module = modules.get(path);
    if (module) module.push(name);
    else modules.set(path, [name]);
  }
  return modules;
}

/** How many channels the last stage has. */
export function featuresOf(trunkTensors: Tensors): number | undefined {
  let stage = 1;
  while (trunkTensors.has(`layer${stage + 1}.0.conv1.weight`)) stage++;
  return (trunkTensors.get(`layer${stage}.0.conv3.weight`) ?? trunkTensors.get(`layer${stage}.0.conv2.weight`))?.shape[0];
}
