// A checkpoint's ResNet on a graph, and the places in it that can be asked about, by name: "stem", "layer1" … "layer4", and single
// blocks: "layer3.0".
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { CheckpointError, GraphError } from "../graph/errors.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { architectureOf, type Architecture } from "./architecture.ts";
import { layersOf } from "./layers_on_graph.ts";
import { resnetOf, type ResNetTable } from "./resnet.ts";

/** torchvision's Values by name. Shapes for an input of [N, 224, 224, 3] and the paper's stem; C is 512, or 2048 with bottlenecks. */
export interface ResNet<Value> {
  readonly stem: Value; //      [N, 112, 112,  64]
  readonly maxpool: Value; //   [N,  56,  56,  64]; the stem itself where there is no max-pool
  readonly layer1: Value; //    [N,  56,  56,  64 or  256]
  readonly layer2: Value; //    [N,  28,  28, 128 or  512]
  readonly layer3: Value; //    [N,  14,  14, 256 or 1024]
  readonly layer4: Value; //    [N,   7,   7, C]
  readonly pooled: Value; //    [N, C]
  readonly logits: Value; //    [N, classes]
  readonly classWeights: Value; // fc.weight, [C, classes]
}

/**
 * Appends a ResNet of four stages and one linear layer to `graph`, one step per layer, batch-norm visible. `recogniseNetwork` builds others too.
 * @param image [N, H, W, 3], normalised as the checkpoint expects
 * @throws CheckpointError as `architectureOf`, "checkpoint-wrong-shape", and "checkpoint-architecture" for a ResNet of other stages or another head
 * @example
 * ```ts
 * import { Graph, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { layer4, logits } = resnet(graph, checkpoint, graph.input("image", [1, 224, 224, 3]));
 * [layer4.shape, logits.shape]; // → [[1, 7, 7, 16], [1, 3]]
 * ```
 */
export function resnet(graph: Graph, checkpoint: Checkpoint, image: Value): ResNet<Value> {
  const { layers: { layer1, layer2, layer3, layer4 }, classWeights, ...others } = anyResnet(graph, architectureOf(checkpoint), image);
  if (layer1 && layer2 && layer3 && layer4 && classWeights) return { ...others, layer1, layer2, layer3, layer4, classWeights };
  throw new CheckpointError("checkpoint-architecture", "weights: a ResNet of other stages than four, or with another head than one linear layer. recogniseNetwork(checkpoint).build() has it.");
}

/** Any ResNet that was recognised. */
export const anyResnet = (graph: Graph, architecture: Architecture, image: Value): ResNetTable<Value> =>
  resnetOf(layersOf(graph, architecture, { epsilon: architecture.epsilon }), architecture, image);

/**
 * Every feature map with a name, in order of depth; all [N, H, W, C], behind a ReLU.
 * @example
 * ```ts
 * import { Graph, namedLayers, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const layers = namedLayers(graph, resnet(graph, checkpoint, graph.input("image", [1, 224, 224, 3])));
 * [...layers.keys()].slice(0, 4); // → ["stem", "layer1.0", "layer1.1", "layer1"]
 * layers.get("layer3.0")?.shape; // → [1, 14, 14, 12]
 * ```
 */
export function namedLayers(graph: Graph, { stem, layer1, layer2, layer3, layer4 }: ResNet<Value>): ReadonlyMap<string, Value> {
  const stages = { layer1, layer2, layer3, layer4 };
  const blocks = graph.steps.map(({ output }) => output).filter(({ name }) => /^layer\d\.\d+$/.test(name));
  const named = new Map([["stem", stem]]);
  for (const [name, last] of Object.entries(stages)) {
    for (const block of blocks) if (block.name.startsWith(`${name}.`)) named.set(block.name, block);
    named.set(name, last);
  }
  return named;
}

/**
 * The same names before there is a graph: a mistyped one is told before a network is opened.
 * @example
 * ```ts
 * import { architectureOf, layerNames } from "@camlucida/tensor";
 *
 * layerNames(architectureOf(checkpoint)).slice(-3); // → ["layer4.0", "layer4.1", "layer4"]
 * ```
 */
export const layerNames = ({ blocks }: Pick<Architecture, "blocks">): string[] => ["stem", ...blocks.flatMap((count, at) => {
  const stage = `layer${at + 1}`;
  return [...Array.from({ length: count }, (_, block) => `${stage}.${block}`), stage];
})];

/**
 * The layer of that name.
 * @throws GraphError "unknown-layer", which lists the choices
 * @example
 * ```ts
 * import { layerNamed } from "@camlucida/tensor";
 *
 * layerNamed(network.graph.layers, "layer3.0").shape; // → [1, 14, 14, 12]
 * ```
 */
export function layerNamed(layers: ReadonlyMap<string, Value>, name: string): Value {
  const layer = layers.get(name);
  if (!layer) throw unknownLayer(name, [...layers.keys()]);
  return layer;
}

/**
 * The error for a name that no layer has; its message says which there are.
 * @param names of the layers that there are
 * @example
 * ```ts
 * import { unknownLayer } from "@camlucida/tensor";
 *
 * const { code, message } = unknownLayer("layer3.7", network.layers);
 * code; // → "unknown-layer"
 * message; // → 'There is no layer "layer3.7": layer3 has 2 blocks, layer3.0 … layer3.1.'
 * ```
 */
export function unknownLayer(name: string, names: readonly string[]): GraphError {
  const [stage = ""] = name.split(".");
  const blocks = names.filter((known) => known.startsWith(`${stage}.`));
  const choices = blocks.length > 0
    ? `${stage} has ${blocks.length} ${blocks.length === 1 ? "block" : "blocks"}, ${blocks.length === 1 ? "" : `${blocks[0]} … `}${blocks.at(-1)}`
    : names.every((known) => known.includes(".")) ? `this network has ${names[0]} … ${names.at(-1)}`
      : `this network has ${names.filter((known) => !known.includes(".")).join(", ")}, and their blocks, such as ${names.find((known) => known.includes("."))}`;
  return new GraphError("unknown-layer", `There is no layer "${name}": ${choices}.`);
}
