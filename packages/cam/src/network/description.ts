// What a network is, in numbers and words, before anything runs: read off its unfused graph, for which no weight is read.
import {
  elements, GraphError, imageShape, kindOf, multiplyAddsOf, stepsFor, type Checkpoint, type OwnNetworkFacts, type Shape, type Step, type Value,
} from "@camlucida/tensor";
import { exactnessOf } from "./head.ts";
import { methods } from "../methods/index.ts";
import type { Method } from "../methods/method.ts";
import { forwardGraph, requestGraph, type ForwardGraph } from "./network_graph.ts";
import { defaultMethodOf, type NetworkOptions } from "./network.ts";

/** What a network is. */
export interface NetworkDescription {
  /** "resnet18", "mobilenet_v2"; "onnx" of a network that its file describes itself. */
  readonly architecture: string;
  /** What the file itself says, where it describes the network. */
  readonly file: OwnNetworkFacts | undefined;
  /** Of such a file: the output that is explained, and what behind its logits is left out, such as "Softmax". */
  readonly output: { readonly name: string; readonly skipped: readonly string[] } | undefined;
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly classes: number;
  /** Whether they are classes: a backbone answers with so many features. */
  readonly hasClasses: boolean;
  /** That a map may be of, by depth. */
  readonly layers: readonly LayerDescription[];
  /** The one that maps are of unless another is named. */
  readonly lastLayer: string;
  readonly parameters: ParameterCount;
  /** For one image, of convolutions and linear layers. */
  readonly multiplyAdds: number;
  readonly classMaps: ClassMapsDescription;
  /** What explains it unless another method is named. */
  readonly defaultMethod: string;
  /** Those that are not defined for it. */
  readonly refusedMethods: readonly RefusedMethod[];
  /** Tensors of the file on which no class depends. */
  readonly unread: readonly string[];
  /** What no file says, and is taken so: in words. */
  readonly assumed: string | undefined;
}

/** A layer that a map may be of. */
export interface LayerDescription {
  readonly name: string;
  /** What it ends in: "relu", "add", "concat", … */
  readonly kind: string;
  readonly height: number; // of its features
  readonly width: number;
  readonly channels: number;
  /** A part of the network as its paper draws it; the others are blocks within one. */
  readonly isStage: boolean;
}

/** The numbers that a network was trained to have. */
export interface ParameterCount {
  readonly count: number;
  readonly tensors: number;
  readonly bytes: number; // as float32
  /** Numbers beside them that training measured: a batch-norm's mean and variance. */
  readonly statistics: number;
}

/** Whether class activation maps are exact. */
export interface ClassMapsDescription {
  readonly areExact: boolean;
  /** In words. */
  readonly why: string;
  /** The kinds of steps between the last layer and the logits, in order. */
  readonly behindLastLayer: readonly string[];
}

/** A method that is not defined for a network. */
export interface RefusedMethod {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/**
 * What the network in a checkpoint is: its layers, size and cost, and which methods explain it. Nothing is compiled, and weights stay where they are.
 * @throws CheckpointError as `openNetwork`
 * @example
 * ```ts
 * import { describeNetwork } from "@camlucida/cam";
 *
 * const { architecture, layers, parameters, classMaps, defaultMethod } = describeNetwork(checkpoint);
 * [architecture, defaultMethod, classMaps.areExact]; // → ["resnet18", "cam", true]
 * layers.at(-1); // → { name: "layer4", kind: "relu", height: 7, width: 7, channels: 16, isStage: true }
 * parameters.count; // → 17_343
 * ```
 */
export function describeNetwork(checkpoint: Checkpoint, { input, preprocessing, answers }: NetworkOptions = {}): NetworkDescription {
  const base = forwardGraph(checkpoint, input, preprocessing, answers);
  const { architecture, image, network, head, lastLayer } = base;
  const [, height, width, channels] = imageShape(image);
  const steps = stepsFor(base.unfused.steps, [network.logits]);
  return {
    architecture: architecture.name,
    file: checkpoint.network?.facts,
    output: base.output,
    input: { height, width, channels },
    classes: architecture.classes,
    hasClasses: !architecture.isBackbone,
    layers: layersIn(base, steps),
    lastLayer,
    parameters: countedIn(base, checkpoint.network?.facts.constants),
    multiplyAdds: steps.reduce((sum, step) => sum + multiplyAddsOf(step), 0),
    classMaps: classMapsOf(base, steps),
    defaultMethod: defaultMethodOf({ hasClasses: !architecture.isBackbone, hasClassMaps: head !== undefined }),
    refusedMethods: refusedMethods(base),
    unread: architecture.unread,
    assumed: architecture.assumed,
  };
}

function layersIn({ layers, network: { stages } }: ForwardGraph, steps: readonly Step[]): LayerDescription[] {
  const makers = new Map(steps.map((step) => [step.output, step]));
  return Array.from(layers, ([name, value]) => {
    const maker = makers.get(value);
    const [, height, width, channels] = imageShape(value);
    return { name, kind: maker ? kindOf(maker) : "input", height, width, channels, isStage: stages[name] === value };
  });
}

const statistics = /(^|\.)running_(mean|var)$/;

function countedIn({ architecture: { tensors, nameInFile, unread } }: ForwardGraph, constants = { tensors: 0, numbers: 0 }): ParameterCount {
  const left = new Set(unread);
  const read = [...tensors].filter(([name]) => !left.has(nameInFile(name)));
  const sum = (some: readonly (readonly [string, { readonly shape: Shape }])[]): number => some.reduce((total, [, { shape }]) => total + elements(shape), 0);
  const trained = read.filter(([name]) => !statistics.test(name));
  const [own, count] = [sum(trained), sum(trained) + constants.numbers];
  return { count, tensors: trained.length + constants.tensors, bytes: 4 * count, statistics: sum(read) - own };
}

function classMapsOf({ architecture, layers, lastLayer, head }: ForwardGraph, steps: readonly Step[]): ClassMapsDescription {
  const behind = behindLayer(layers.get(lastLayer) as Value, steps).map(kindOf);
  if (head) return { areExact: true, behindLastLayer: behind, why: exactnessOf(head, lastLayer) };
  if (architecture.isBackbone) return { areExact: false, behindLastLayer: behind, why: "it is a backbone without a class head, and answers with features" };
  return { areExact: false, behindLastLayer: behind, why: `behind ${lastLayer} lie ${behind.join(", ")}; class maps are defined where it is a mean over positions, normalisation and one linear layer at most` };
}

/** The steps that depend on a layer. */
function behindLayer(layer: Value, steps: readonly Step[]): Step[] {
  const reached = new Set([layer]);
  return steps.filter(({ inputs, output }) => {
    if (!inputs.some((value) => reached.has(value))) return false;
    reached.add(output);
    return true;
  });
}

/**
 * Methods that are not defined for a network, and why: found by trying, as the graph of a map is made, and thrown away.
 * @param base as `Network.graph` has it
 * @example
 * ```ts
 * import { refusedMethods } from "@camlucida/cam";
 *
 * refusedMethods(network.graph); // → []
 * ```
 */
export function refusedMethods(base: ForwardGraph): RefusedMethod[] {
  const reasons = new Map<unknown, GraphError | undefined>();
  return methods.flatMap((method) => {
    const way = wayOf(method);
    if (!reasons.has(way)) reasons.set(way, refusalOf(base, method));
    const reason = reasons.get(way);
    return reason ? [{ name: method.name, code: reason.code, message: reason.message }] : [];
  });
}

/** Methods that differentiate alike are refused alike. */
const wayOf = ({ weights }: Method): unknown => (weights.from === "image" ? weights.relu : weights.from === "passes" ? "gradient" : weights.from);

function refusalOf(base: ForwardGraph, method: Method): GraphError | undefined {
  try {
    requestGraph(base, [{ method, layer: base.lastLayer }], "maps");
    return undefined;
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
}
