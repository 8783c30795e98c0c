// What the families with one table have in common: they are found by a tensor that no other has, whatever stands before its name, and
// their networks are described once, for a graph and for the names of the tensors that they read.
import type { Checkpoint, CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import type { BuiltNetwork, Classifier } from "../graph/classifier.ts";
import { Graph, type Value } from "../graph/graph.ts";
import { lastAxis } from "../graph/shapes.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { classHead, unknownHead, withHead, type ClassHead } from "./family_head.ts";
import { asOnnx, channelsIn, type Layers, type NamesInFile } from "./layers.ts";
import { layersOf } from "./layers_on_graph.ts";
import { checkTensors, imagenetsAmong, tensorNames } from "./left_over.ts";
import { assumedIn } from "./resnet_head.ts";
import { epsilonIn, paddingOf, requireEvenPadding } from "./metadata.ts";
import { renamed, type LibraryNaming } from "./library_naming.ts";
import { average, MOST_NETWORKS, prefixesOf, scopesOf } from "./resnet_names.ts";
import { transformInput, transformsInput } from "./transform_input.ts";

/** What names and shapes of a checkpoint say, before there is a network. */
type FamilyFact<T> = (has: Layers<unknown>["has"], channels: Layers<unknown>["channels"]) => T;

export interface FamilyTable {
  readonly family: string; // for messages: "MobileNetV2"
  /** "mobilenet_v2". @param has whether the checkpoint has a tensor; @param channels of a convolution's weight */
  readonly nameOf: FamilyFact<string>;
  /** What torchvision calls a tensor that older files of its own call otherwise. */
  nameNow?(name: string): string;
  /** How other libraries name its tensors. */
  readonly namings?: readonly LibraryNaming[];
  /** A tensor that no other family has. */
  readonly signature: string;
  /** More that must be there, where others have such a name as well. */
  readonly besides?: readonly string[];
  /** Where torchvision has the class head: its linear layer, or the Sequential of several. */
  readonly classifier: string;
  /** The linear layers of a head of several that has ReLU between them, as published. */
  readonly ownHead?: readonly string[];
  /** Whether names are this family's, where the signature may be another's too. */
  readonly isOne?: FamilyFact<boolean>;
  /** What of its head neither names nor shapes can tell; undefined where they tell all. @param layers how many linear ones the head has */
  unclear?(has: Layers<unknown>["has"], channels: Layers<unknown>["channels"], layers: number): string | undefined;
  /** Of its normalisations, where the file's metadata say no other. */
  readonly epsilon: number | FamilyFact<number>;
  /** Whether its metadata may say that it transforms its input: see transform_input.ts. */
  readonly mayTransformInput?: true;
  /** Whether its metadata may say that it pads as TensorFlow does, where it was trained: nothing but its convolutions pads. */
  readonly mayPadAsTensorFlow?: true;
  /** The table of its paper. @param image [N, H, W, 3]; @param head what it ends with */
  describe<V>(layers: Layers<V>, image: V, head: ClassHead<V>): Classifier<V>;
}

/**
 * The network of a family that a checkpoint holds.
 * @throws CheckpointError "checkpoint-missing-tensor", "checkpoint-left-over", "checkpoint-several-networks", "checkpoint-metadata"; "checkpoint-padding"
 *   where neither names nor metadata say how it pads
 */
export function networkOf(checkpoint: Checkpoint, table: FamilyTable): RecognisedNetwork | undefined {
  const trunk = trunkOf(checkpoint, table);
  if (trunk === undefined) return undefined;
  const { naming } = trunk;
  const trunkNames = namesBehind(trunk, checkpoint, table);
  const has = (name: string): boolean => trunkNames.tensors.has(name);
  const channelsOf = (name: string): ReturnType<Layers<unknown>["channels"]> => channelsIn(trunkNames.tensors, name);
  const factOf = <T>(fact: FamilyFact<T>): T => fact(has, channelsOf);
  const { names, head } = withHead(checkpoint, trunkNames, tensorNames(trunkNames, (layers) => table.describe(layers, undefined, unknownHead)));
  const unclear = table.unclear?.(has, channelsOf, head.parts.filter(({ kind }) => kind === "linear").length);
  if (unclear !== undefined) throw new CheckpointError("checkpoint-architecture", `weights: ${unclear} ${asOnnx}`);
  const { name: classifier } = head.parts.at(-1) ?? { name: table.classifier };
  const isBackbone = head.parts.length === 0;
  let described: Classifier<undefined> | undefined;
  const read = tensorNames(names, (layers) => { described = table.describe(layers, undefined, classHead(layers, head)); });
  const unread = checkTensors(checkpoint, names, read);
  const channels = names.tensors.get(`${read.stem}.weight`)?.shape[1] ?? 3;
  const name = factOf(table.nameOf);
  const padding = table.mayPadAsTensorFlow ? paddingOf(checkpoint.metadata, naming?.padding) : requireEvenPadding(checkpoint.metadata, table.family);
  const usually = naming?.epsilon ?? table.epsilon;
  const epsilon = epsilonIn(checkpoint.metadata) ?? (typeof usually === "number" ? usually : typeof usually === "function" ? factOf(usually) : usually[padding]);
  const paddedFor = naming?.sideOf?.(name);
  const transforms = table.mayTransformInput && transformsInput(checkpoint.metadata);
  const build: RecognisedNetwork["build"] = (size) => onGraph(size, channels, (graph, image) => {
    const layers = layersOf(graph, names, { epsilon, padding, ...(paddedFor !== undefined && { paddedFor: { side: paddedFor, image } }) });
    return table.describe(layers, transforms ? transformInput(graph, image) : image, classHead(layers, head));
  });
  return {
    ...names, name, unread, classifier, isBackbone, build, assumed: assumedIn(head, table.ownHead), normalisesPixels: imagenetsAmong(unread, checkpoint.tensors).size > 0,
    classes: isBackbone ? lastAxis(build().logits) : names.tensors.get(`${classifier}.weight`)?.shape[0] ?? 0,
    choice: trunk.averages.length > 0 ? { taken: trunk.prefix, others: trunk.averages } : undefined,
    layers: Object.keys(described?.layers ?? {}),
    input: { channels },
  };
}

/** Where a network is, and how it is named; torchvision's names need no naming. */
interface Trunk {
  readonly prefix: string;
  readonly naming: LibraryNaming | undefined;
  /** What stands before the names of its moving averages. */
  readonly averages: readonly string[];
}

/** Where a network may begin: a name such as "0.bias" is found in many places, and of each all names are read. */
const MOST_PLACES = 64;

function trunkOf(checkpoint: Checkpoint, table: FamilyTable): Trunk | undefined {
  const { tensors } = checkpoint;
  const { family, signature, besides, namings = [], isOne = () => true } = table;
  const ofFeatures = signature.startsWith(featuresOf) ? [bareFeatures(signature, besides)] : [];
  for (const naming of [...namings, undefined, ...ofFeatures]) { // theirs are the narrower signatures
    const [first, others = []] = naming ? [naming.signature, naming.besides] : [signature, besides];
    const prefixes = prefixesOf(tensors, first).filter((each) => [first, ...others].every((name) => tensors.has(each + name))).slice(0, MOST_PLACES).filter((each) => {
      const names = namesBehind({ prefix: each, naming, averages: [] }, checkpoint, table).tensors;
      return isOne((name) => names.has(name), (name) => channelsIn(names, name));
    });
    const trained = prefixes.filter((each) => !average.test(each));
    const [prefix] = prefixes.length > 1 ? trained : prefixes;
    if (prefixes.length > 1 && (trained.length !== 1 || prefixes.length > MOST_NETWORKS)) {
      throw new CheckpointError("checkpoint-several-networks", `weights: the file holds ${prefixes.length} ${family}s: ${prefixes.slice(0, 4).map((each) => quote(each || "(no prefix)")).join(", ")}${prefixes.length > 4 ? " …" : ""}. Save one of them, in Python: p = "…"; torch.save({k[len(p):]: v for k, v in sd.items() if k.startswith(p)}, "one.pth").`);
    }
    if (prefix !== undefined) return { prefix, naming, averages: prefixes.filter((each) => each !== prefix) };
  }
  return undefined;
}

const featuresOf = "features.";

/** `features` as a field of another name, such as `backbone`: its children's names have nothing before them. */
const bareFeatures = (signature: string, besides: readonly string[] = []): LibraryNaming => ({
  signature: signature.slice(featuresOf.length), besides: besides.map((name) => (name.startsWith(featuresOf) ? name.slice(featuresOf.length) : name)),
  renamings: () => [...Array.from({ length: 64 }, (_, at) => String(at)), ...partsOfDenseNet].map((name) => [name, featuresOf + name]),
});

/** The only features whose names are no numbers. */
const partsOfDenseNet = ["conv0", "norm0", "denseblock1", "transition1", "denseblock2", "transition2", "denseblock3", "transition3", "denseblock4", "norm5"];

const usual = [224, 224] as const;

/** @param describe appends the network to a graph */
export function onGraph(size: readonly [number, number] = usual, channels: number, describe: (graph: Graph, image: Value) => Classifier<Value>): BuiltNetwork {
  const graph = new Graph();
  const image = graph.input("image", [1, ...size, channels]);
  return { graph, image, ...describe(graph, image) };
}

function namesBehind({ prefix, naming, averages }: Trunk, { tensors, skipped }: Checkpoint, { family, classifier, nameNow = (name) => name }: FamilyTable): NamesInFile {
  const renamings = new Map(naming?.renamings((name) => tensors.has(prefix + name)) ?? []);
  const setAside = new Set([...tensors.keys(), ...skipped].filter((name) => averages.some((each) => name.startsWith(each))));
  const inFile = new Map<string, string>();
  for (const name of tensors.keys()) {
    const now = naming ? renamed(name.slice(prefix.length), renamings) : nameNow(name.slice(prefix.length));
    if (name.startsWith(prefix) && !setAside.has(name) && !inFile.has(now)) inFile.set(now, name); // of two tensors with one name the second is left over
  }
  const taken = new Set(inFile.values());
  return {
    tensors: new Map(Array.from(inFile, ([now, name]) => [now, shaped(tensors.get(name) as CheckpointTensor, (shape) => naming?.shapeOf?.(now, shape) ?? shape)])),
    nameInFile: (now) => inFile.get(now) ?? prefix + now,
    family, classifier,
    scopes: scopesOf(prefix), setAside,
    others: [...tensors.keys()].filter((name) => !taken.has(name)),
  };
}

/** The same numbers under another shape; those that are still in their file stay there. */
function shaped(tensor: CheckpointTensor, shapeOf: (shape: readonly number[]) => readonly number[]): CheckpointTensor {
  const shape = shapeOf(tensor.shape);
  if (shape.join() === tensor.shape.join()) return tensor;
  return { shape, get data() { return tensor.data; }, ...(tensor.read && { read: (from, to) => tensor.read?.(from, to) ?? tensor.data.subarray(from, to) }) };
}
