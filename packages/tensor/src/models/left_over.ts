// A checkpoint against the tensors that its network reads: every one of them must be there, and none of the file's may be left over,
// as what is left over would have changed the result (attention in a place that is not known, a second head, a block without its predecessor).
import { metadataKeys, type Checkpoint, type CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { elements } from "../graph/graph.ts";
import { asOnnx, channelsIn, type Layers, type NamedTensors, type NamesInFile } from "./layers.ts";

/**
 * @returns the file's names of tensors that the network does not read and that cannot change its logits
 * @throws CheckpointError "checkpoint-missing-tensor", "checkpoint-left-over"
 */
export function checkTensors(checkpoint: Checkpoint, names: NamesInFile, { required, optional }: TensorNames): readonly string[] {
  const { tensors, skipped } = checkpoint;
  const missing = [...required].filter((name) => !names.tensors.has(name));
  const unread = [...names.tensors.keys()].filter((name) => !required.has(name) && !optional.has(name)).map(names.nameInFile);
  const left = [...unread, ...names.others, ...skipped];
  const strays = straysAmong(left, checkpoint, names);
  if (missing.length === 0 && strays.length === 0) return left.filter((name) => !counter.test(name));
  const said = [
    ...(missing.length > 0 ? [`Missing: ${grouped(missing.map(names.nameInFile))}.`] : []),
    ...(strays.length > 0 ? [`Left over: ${grouped(strays)}.`] : []),
    likelyCause(missing, strays.map((name) => ({ name: name.slice(-LONGEST_NAME), shape: tensors.get(name)?.shape ?? [] }))),
    ...(missing.length === 0 ? ['Only if they served training alone and the logits do not depend on them: save without them, torch.save({k: v for k, v in sd.items() if "…" not in k}, "weights.pth").'] : []),
    asOnnx,
  ];
  throw new CheckpointError(missing.length > 0 ? "checkpoint-missing-tensor" : "checkpoint-left-over", `weights: not the tensors of ${/^([AEIO]|MNAS)/.test(names.family) ? "an" : "a"} ${names.family} as camlucida computes it. ${said.join(" ")}`);
}

/** Of no network: patterns take their time over longer ones. */
const LONGEST_NAME = 200;

/** Counts of training steps: each batch-norm's, and those that stand beside the network. */
const counter = /(^|\.)num_batches_tracked$/;
const countsBeside = /^(n_averaged|num_updates|decay|queue_ptr|epoch|step|global_step)$/;

/** Modules that training needs and the class head does not: auxiliary classifiers beside the trunk, and losses' class weights. */
const beside = /^(aux\d*|AuxLogits|auxiliary|aux_?(classifier|head|logits|fc)\d*|criterion|loss|loss_?(fn|func|function))$/;

/** Heads of self-supervised methods: SimCLR, MoCo, BYOL, SimSiam, SwAV, DINO. */
const projections = /^(projection(_head)?|projector|proj(_head)?|predict(or|ion_head)|prototypes|queue)$/;

/** Of the tensors that are not read, those that could change the logits. */
function straysAmong(leftOver: readonly string[], { tensors, metadata }: Pick<Checkpoint, "tensors" | "metadata">, { scopes, tensors: read, classifier, setAside }: NamesInFile): readonly string[] {
  const left = leftOver.filter((name) => !setAside?.has(name));
  const features = read.get(`${classifier}.weight`)?.shape[1];
  const buffers = Object.hasOwn(metadata, metadataKeys.preprocessing) ? new Set<string>() : imagenetsAmong(left, tensors);
  const modules = groupsOf(left, (name) => {
    const scope = scopes.find((some) => name.startsWith(some)) ?? "";
    return scope + (name.slice(scope.length).split(".")[0] ?? "");
  });
  // A projection that ends in as many features as the class head takes could stand before it.
  const feedsHead = (name: string): boolean => {
    const { shape } = tensors.get(name) ?? { shape: [] };
    return shape.length > 1 && shape[0] === features;
  };
  return [...modules].flatMap(([path, members]) => {
    const module = path.slice(path.lastIndexOf(".") + 1);
    const harmless = beside.test(module) || members.every((name) => buffers.has(name)) || (countsBeside.test(module) && members.length === 1 && members[0] === path) || (projections.test(module) && !members.some(feedsHead));
    return harmless ? [] : members.filter((name) => !counter.test(name));
  });
}

const imagenets: Readonly<Record<string, readonly number[]>> = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/**
 * Of these names the mean and std of a network that normalises its pixels itself, as photographs are normalised here unless somebody says
 * otherwise: by ImageNet's numbers. Both, or none.
 */
export function imagenetsAmong(names: readonly string[], tensors: Checkpoint["tensors"]): ReadonlySet<string> {
  const found = names.filter((name) => isImagenets(name, tensors.get(name)));
  return new Set(Object.keys(imagenets).every((field) => found.some((name) => lastPart(name) === field)) ? found : []);
}

function isImagenets(name: string, tensor: CheckpointTensor | undefined): boolean {
  const field = lastPart(name);
  const own = Object.hasOwn(imagenets, field) ? imagenets[field] : undefined;
  if (own === undefined || tensor === undefined || elements(tensor.shape) !== own.length) return false;
  const numbers = tensor.data;
  return own.every((number, at) => Math.abs(number - (numbers[at] ?? NaN)) < 1e-3);
}

/** Names that differ in the block only count as one: `"layer1.0.cbam.fc1.weight" and 15 like it`. */
function grouped(names: readonly string[]): string {
  const groups = groupsOf(names, (name) => name.replace(/layer\d+\.\d+\./, "layer*.*.").replace(/\.(weight|bias|running_mean|running_var)$/, ""));
  const shown = [...groups.values()].slice(0, 5).map((members) => `${quote(members[0] as string)}${members.length > 1 ? ` and ${members.length - 1} like it` : ""}`);
  return `${shown.join(", ")}${groups.size > 5 ? " …" : ""} (${names.length} in all)`;
}

function groupsOf(names: readonly string[], keyOf: (name: string) => string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    const group = groups.get(key);
    if (group) group.push(name);
    else groups.set(key, [name]);
  }
  return groups;
}

// Why a checkpoint does not fit, guessed from the names that are missing and left over: for the message alone, nothing depends on it.

interface Stray {
  readonly name: string;
  readonly shape: readonly number[]; // [] for integers
}

type Cause = readonly [cause: string, holds: (missing: readonly string[], left: readonly Stray[]) => boolean];

const named = (pattern: RegExp, fits: (stray: Stray) => boolean = () => true) => (_: readonly string[], left: readonly Stray[]): boolean =>
  left.some((stray) => pattern.test(stray.name) && fits(stray));
const lacks = (pattern: RegExp) => (missing: readonly string[]): boolean => missing.some((name) => pattern.test(name));

/** The first that holds is told. */
const causes: readonly Cause[] = [
  ["weight normalisation. Before saving, in Python: torch.nn.utils.remove_weight_norm(module) for each such module", named(/\.(weight_[gv]|parametrizations\.weight\.original[01])$/)],
  ["pruning. Before saving, in Python: torch.nn.utils.prune.remove(module, \"weight\") for each such module", named(/\.weight_mask$/)],
  ["spectral normalisation. Before saving, in Python: torch.nn.utils.remove_spectral_norm(module) for each such module", named(/\.weight_(orig|u)$/)],
  ["low-rank adapters (LoRA). Merge them into the weights before saving", named(/lora_/)],
  ["efficient channel attention (ECA) in a place or under a name that is not known", named(/\.(\w*eca\w*|(eca|se|attn|attention)\.\w+)\.weight$/, ({ shape }) => shape.length === 3)],
  ["squeeze-and-excitation (SE) with other layers than two, or in a place that is not known", named(/\.(se|se_module|se_layer|se_block|senet|attn)\./i)],
  ["an attention module in the blocks (CBAM or its like), which is not computed yet", named(/\.(cbam|ca|sa|bam|channel_att\w*|spatial_att\w*|attention|nl|non_local)\./i)],
  ["PReLU in a place or under a name that is not known", named(/(relu|act|activation)\d*\.weight$/i)],
  ["generalised-mean (GeM) pooling before the class head, which is not computed yet", named(/(^|\.)p$/)],
  ["a deep stem with other layers than ResNet-C's and -D's", named(/(^|\.)(conv1\.\d+\.|stem\.)/)],
  ["anti-aliased downsampling (blur pool), which is not computed yet", named(/filt$/)],
  ["deformable convolutions, which are not computed", named(/offset/)],
  ["a stage that goes on: blocks are missing before them", named(/(^|\.)layer[1-4]\.\d+\.(conv|bn)\d\.\w+$/)],
  ["normalisation of the pixels inside the network: put it into camlucida.preprocessing of a .safetensors file instead", named(/(^|\.)(mean|std)$/)],
  ["group or instance normalisation instead of batch normalisation, which is not computed", (missing, left) => lacks(/bn1\.running_mean$/)(missing) && !lacks(/bn1\.weight$/)(missing) && left.length === 0],
  ["batch normalisation without weights of its own (affine=False), which is not computed", (missing) => lacks(/bn1\.weight$/)(missing) && !lacks(/bn1\.running_mean$/)(missing)],
  ["batch normalisation before the convolutions (pre-activation) under names that are not known: timm's, kuangliu's and xternalz' are", (missing, left) =>
    lacks(/^bn1\.weight$/)(missing) && !lacks(/^conv1\.weight$/)(missing) && left.every(({ name }) => !name.includes("conv1"))],
  ["a segmentation or detection network: its head is not one linear layer behind pooling", named(/(^|\.)(rpn|roi_heads|fpn|classifier\.\d+)\./, ({ name, shape }) => /rpn|roi_heads|fpn/.test(name) || shape.length === 4)],
  ["a projection head that could stand before the class head, as it gives as many features as that takes", named(/(^|\.)proj/)],
  ["a second head, or a class head of several layers whose indices do not tell what stands between them. One linear layer behind pooling is read, or a Sequential such as fc.0, fc.3 with ReLU and dropout between", named(/\.weight$/, ({ shape }) => shape.length === 2)],
  ["no class head: a backbone or an encoder. Save it with the linear layer that was trained on it, as fc", lacks(/^fc\.weight$/)],
  ["a part that camlucida does not know", (_, left) => left.length > 0],
];

function likelyCause(missing: readonly string[], left: readonly Stray[]): string {
  const found = causes.find(([, holds]) => holds(missing, left));
  return `Likely cause: ${found ? found[0] : "this is not the whole state dict"}.`;
}

/** Which tensors a network reads. */
export interface TensorNames {
  /** Without one of these there is no network. */
  readonly required: ReadonlySet<string>;
  /** Biases: zeros where they are absent. */
  readonly optional: ReadonlySet<string>;
  /** The first convolution, which the image goes into. */
  readonly stem: string | undefined;
}

/**
 * Read off the network's description, carried out by layers that compute nothing and take notes.
 * @param describe the network, of any layers
 */
export function tensorNames({ tensors }: Pick<NamedTensors, "tensors">, describe: (layers: Layers<undefined>) => unknown): TensorNames {
  const [required, optional] = [new Set<string>(), new Set<string>()];
  let stem: string | undefined;
  const nothing = (): undefined => undefined;
  const weighted = (name: string): undefined => {
    required.add(`${name}.weight`);
    optional.add(`${name}.bias`);
  };
  describe({
    has: (name) => tensors.has(name),
    channels: (name) => channelsIn(tensors, name),
    conv: (name) => {
      stem ??= name;
      return weighted(name);
    },
    groupedConv: weighted,
    batchNorm: (name) => {
      for (const field of ["weight", "bias", "running_mean", "running_var"]) required.add(`${name}.${field}`);
    },
    linear: (name) => ({ output: weighted(name), weight: undefined }),
    flattenedLinear: weighted,
    halves: () => [undefined, undefined],
    pooledConv: weighted,
    pointwise: weighted,
    channelConv: weighted,
    prelu: (name) => { required.add(`${name}.weight`); },
    layerNorm: (name) => {
      for (const field of ["weight", "bias"]) required.add(`${name}.${field}`);
    },
    scale: (name) => { required.add(name); },
    relu: nothing, relu6: nothing, sigmoid: nothing, silu: nothing, gelu: nothing, hardSigmoid: nothing, hardSwish: nothing, add: nothing, multiply: nothing,
    maxPool: nothing, averagePool: nothing, adaptiveAveragePool: nothing, globalMaxPool: nothing, widen: nothing, concat: nothing, channelShuffle: nothing,
  });
  return { required, optional, stem };
}
