// The graphs behind a network, all made from one unfused graph and so from the same parameters:
//
//   forwardGraph   image [1, H, W, C] → logits, probabilities, the maps of all classes [1, h, w, classes]
//   unfusedGraph   the same with one step per layer, for looking inside
//   requestGraph   and, for a set of maps, backward from the logits to their layers, or to the image
import {
  adjoint, CheckpointError, fuse, Graph, GraphError, layerNamed, recogniseNetwork, stepsFor, topK, withNumbers, type BuiltNetwork, type Checkpoint, type Classifier, type RecognisedNetwork, type Shape, type Value,
} from "@camlucida/tensor";
import { answeringWith, type NetworkAnswers } from "./answers.ts";
import { channelDot } from "../methods/weighted_sum.ts";
import type { FromImage, Method } from "../methods/method.ts";
import { imagenetPreprocessing, type InputSize, type Preprocessing } from "../preprocess/preprocessing.ts";
import { preprocessingFor, requireItsNormalisation } from "../preprocess/stated.ts";
import { classMapsIn } from "./class_maps.ts";
import type { ClassMapHead } from "./head.ts";
import { noClasses, noClassMaps, probabilitiesIn, valuesOf, type ForwardValues } from "./prediction.ts";
import type { MapRequest, MapDetail } from "./requests.ts";

/** How many classes a ranking names. */
const ranked = 5;

/** The network as the paper draws it, and the values that are read from it. */
export interface ForwardGraph {
  readonly architecture: RecognisedNetwork;
  readonly unfused: Graph;
  readonly image: Value; // [1, H, W, C]
  /** What makes a photograph that image. */
  readonly preprocessing: Preprocessing;
  readonly network: Classifier<Value>;
  /** As a `BuiltNetwork` has it. */
  readonly output: BuiltNetwork["output"];
  readonly forward: ForwardValues;
  /** What class maps are made of; undefined where they are not defined. */
  readonly head: ClassMapHead | undefined;
  readonly layers: ReadonlyMap<string, Value>; // that a request may name, by depth
  /** The last of them. */
  readonly lastLayer: string;
}

/** Numbers in the place of a parameter's own, by the name that the graph gives it; undefined: its own. */
export type OtherNumbers = Parameters<typeof withNumbers>[1];

/**
 * The graph of a checkpoint's forward pass, before it is fused and compiled.
 * @param size of the image; unless said that of the preprocessing
 * @param preprocessing unless said what the checkpoint says of it: `preprocessingFor`
 * @param answers unless said its own classes
 * @param otherNumbers in the place of some that the checkpoint has
 * @throws CheckpointError; "checkpoint-input-size" where the network takes no image of that size, "preprocessing-unsupported"; GraphError "no-features", "example-shape"
 * @example
 * ```ts
 * import { forwardGraph } from "@camlucida/cam";
 *
 * const { layers, forward } = forwardGraph(checkpoint, [224, 224]);
 * layers.get("layer3")?.shape; // → [1, 14, 14, 12]
 * forward.classMaps?.shape; // → [1, 7, 7, 3]
 * ```
 */
export function forwardGraph(checkpoint: Checkpoint, size?: readonly [height: number, width: number], preprocessing?: Preprocessing, answers: NetworkAnswers = "classes", otherNumbers?: OtherNumbers): ForwardGraph {
  const recognised = recogniseNetwork(checkpoint);
  const input = size && { height: size[0], width: size[1] };
  const wanted = preprocessing ?? preprocessingFor(checkpoint, { input }, recognised);
  requireItsNormalisation(recognised, wanted);
  const { architecture, network } = answeringWith(answers, recognised, built(recognised, input ?? wanted.size));
  const { classes } = architecture;
  const { image } = network;
  const unfused = otherNumbers ? withNumbers(network.graph, otherNumbers) : network.graph;
  const layers = new Map(Object.entries(network.layers));
  const [lastLayer, last] = lastOf(layers);
  const classMaps = architecture.isBackbone ? undefined : classMapsIn(unfused, network.logits, last); // maps of features are none of classes
  const forward = {
    logits: network.logits,
    probabilities: probabilitiesIn(unfused, "probabilities", network.logits),
    top: topK(unfused, "top", network.logits, Math.min(ranked, classes)),
    features: classMaps?.features ?? last, // pooling or the class maps read it: fused or not it is there, so that it costs its readback only
    classMaps: classMaps?.maps,
  };
  return { architecture, unfused, image, preprocessing: wanted, network, output: network.output, forward, head: classMaps?.head, layers, lastLayer };
}

/** @throws CheckpointError "checkpoint-unsupported" where there is none */
function lastOf(layers: ReadonlyMap<string, Value>): readonly [name: string, value: Value] {
  const last = [...layers].at(-1);
  if (last) return last;
  throw new CheckpointError("checkpoint-unsupported", "network: it has no layer: nothing but pooling lies between the image and its answer. Maps are drawn of a convolutional network's layers.");
}

/** @throws CheckpointError "checkpoint-input-size" where it is built, but not for this size */
function built(architecture: RecognisedNetwork, { height, width }: InputSize): BuiltNetwork {
  try {
    return architecture.build([height, width]);
  } catch (cause) {
    const { input } = architecture;
    const own = [input.height ?? imagenetPreprocessing.size.height, input.width ?? imagenetPreprocessing.size.width] as const;
    if ((height === own[0] && width === own[1]) || !takes(architecture, own)) throw cause;
    const fixed = input.height === undefined && input.width === undefined ? "" : ` Its file says ${input.height ?? "any"}×${input.width ?? "any"}.`;
    const reason = cause instanceof Error ? cause.message.replace(/^(weights|graph|ONNX): /, "") : String(cause);
    throw new CheckpointError("checkpoint-input-size", `network: it takes no image of ${height}×${width} pixels (height × width): ${reason}${fixed} Choose another size.`, { cause });
  }
}

function takes(architecture: RecognisedNetwork, size: readonly [number, number]): boolean {
  try {
    architecture.build(size);
    return true;
  } catch {
    return false;
  }
}

/** The fused graph of the forward pass alone. */
export const fusedForward = ({ unfused, forward }: ForwardGraph): Graph => fuse(unfused, valuesOf(forward), { gradients: false });

/** A network as the paper draws it, for looking inside: one step per layer. `step.op.kernel(step)` has each step's shader, constants and workgroups. */
export interface UnfusedGraph {
  readonly graph: Graph;
  readonly image: Value; // [1, H, W, C]
  /** What each part of the network ends in, in order: the steps up to it belong to it. */
  readonly stages: Readonly<Record<string, Value>>;
}

/**
 * The steps of a network as the paper draws it, for looking inside.
 * @param network as `Network.graph` has it
 * @example
 * ```ts
 * import { unfusedGraph } from "@camlucida/cam";
 *
 * const { graph, stages } = unfusedGraph(network.graph);
 * graph.steps.filter(({ op }) => op.name === "conv").length; // → 20
 * stages["layer4"]?.shape; // → [1, 7, 7, 16]
 * ```
 */
export function unfusedGraph({ unfused, image, network, forward: { probabilities } }: ForwardGraph): UnfusedGraph {
  const graph = Graph.rewritten(unfused, stepsFor(unfused.steps, [probabilities]), unfused.parameters);
  return { graph, image, stages: { ...network.stages, probabilities } };
}

export interface RequestGraph {
  readonly graph: Graph; // fused; inputs: the image, and a seed per way of differentiating
  readonly seeds: readonly Value[]; // [1, classes] each: all are given the same numbers
  readonly requested: readonly RequestedMap[]; // in the order of the requests
}

/** A request as Values of the graph. */
export interface RequestedMap {
  readonly method: Method;
  readonly layerName: string;
  readonly layer: Value; // A [1, h, w, K]
  /** The logits are linear in it: it is the last, and only its mean and one linear layer at most lie between. */
  readonly isLinear: boolean;
  readonly parts: Parts;
}

/** The values that a map is made from; those that its method does not need are absent. */
export interface Parts {
  readonly map?: Value; //      [1, h, w, 1]: the graph itself computes it
  readonly features?: Value; // A
  readonly weights?: Value; //  [1, K] or [1, h, w, K]
  readonly gradient?: Value; // ∂⟨seed, logits⟩/∂A
  readonly pixels?: Value; //   ∂⟨seed, logits⟩/∂image [1, H, W, C], guided or not
}

/** How a graph comes by the weights of the logits that are explained. [1, classes] */
export type SeedSource = (graph: Graph, name: string, shape: Shape) => Value;

/** They are given at every run. */
const givenSeed: SeedSource = (graph, name, shape) => graph.input(name, shape);

/** @throws GraphError "unknown-layer", "last-layer-only", "no-classes", "no-class-maps" */
export function requestGraph({ architecture, unfused, image, network, forward, head, layers: named, lastLayer }: ForwardGraph, requests: readonly MapRequest[], detail: MapDetail, seedIn = givenSeed): RequestGraph {
  const layers = requests.map(({ layer }) => layerNamed(named, layer));
  const graph = fuse(unfused, [...valuesOf(forward), ...layers]);
  const seeds: Value[] = [];
  const gradientOf = gradients(graph, network.logits, layers, seeds, seedIn);
  const pixelsOf = imageGradients(graph, network.logits, image, seeds);
  const requested = requests.map(({ method, layer: layerName }, at): RequestedMap => {
    const layer = layers[at] as Value;
    const isLast = layer === named.get(lastLayer);
    if (architecture.isBackbone && method.aboutClass) throw noClasses(architecture);
    if (method.weights.from === "classifier" && !forward.classMaps) throw noClassMaps();
    if (method.weights.from === "classifier" && !isLast) throw lastLayerOnly(method, layerName, lastLayer);
    const parts = partsOf(graph, method, `${method.name} at ${layerName}`, layer, { gradientOf, pixelsOf, detail });
    const isLinear = isLast && head !== undefined && head.epsilon === undefined;
    return { method, layerName, layer, isLinear, parts };
  });
  return { graph, seeds, requested };
}

/** The gradients of all layers in one backward pass, whichever request needs them first. */
function gradients(graph: Graph, logits: Value, layers: readonly Value[], seeds: Value[], seedIn: SeedSource): (layer: Value) => Value {
  const places = [...new Set(layers)];
  let found: readonly Value[] | undefined;
  return (layer) => {
    if (!found) {
      const seed = seedIn(graph, "seed", logits.shape);
      seeds.push(seed);
      found = adjoint(graph, logits, seed, places);
    }
    return found[places.indexOf(layer)] as Value;
  };
}

/** The gradient of the image under each rule for ReLUs, once. */
function imageGradients(graph: Graph, logits: Value, image: Value, seeds: Value[]): (relu: FromImage["relu"]) => Value {
  const found = new Map<FromImage["relu"], Value>();
  return (relu) => {
    const known = found.get(relu);
    if (known) return known;
    const seed = graph.input(`image seed ${found.size}`, logits.shape);
    seeds.push(seed);
    const [gradient] = adjoint(graph, logits, seed, [image], relu) as [Value];
    found.set(relu, gradient);
    return gradient;
  };
}

interface Sources {
  readonly gradientOf: (layer: Value) => Value;
  readonly pixelsOf: (relu: FromImage["relu"]) => Value;
  readonly detail: MapDetail;
}

/** Appends what a method needs; `name` is unique to the request. */
function partsOf(graph: Graph, { weights, reduce }: Method, name: string, layer: Value, sources: Sources): Parts {
  const { gradientOf, pixelsOf, detail } = sources;
  switch (weights.from) {
    case "classifier":
      return {};
    case "features":
      return { features: layer };
    case "passes":
      return { features: layer, gradient: gradientOf(layer) };
    case "image": {
      const within = weights.within && partsOf(graph, weights.within, `${name} within`, layer, { ...sources, detail: "maps" });
      return { ...within, pixels: pixelsOf(weights.relu) };
    }
    case "gradient": {
      const weigh = weights.weigh(graph, name, layer, gradientOf(layer));
      const summands = { features: layer, weights: weigh };
      if (reduce !== "sum") return summands;
      const map = channelDot(graph, name, layer, weigh);
      return detail === "maps" ? { map } : { map, ...summands };
    }
  }
}

const lastLayerOnly = ({ title }: Method, layer: string, last: string): GraphError =>
  new GraphError("last-layer-only", `network: ${title} is made of what lies behind the last layer, and so fits ${last} only, not ${layer}. Use grad-cam there.`);
