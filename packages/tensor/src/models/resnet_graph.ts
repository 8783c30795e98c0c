// A checkpoint's ResNet on a graph, and the places in it that can be asked about, by name: "stem", "layer1" … "layer4", and single
// blocks: "layer3.0".
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { GraphError } from "../graph/errors.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { architectureOf, type Architecture } from "./architecture.ts";
import { layersOf } from "./layers_on_graph.ts";
import { resnetOf, type ResNet } from "./resnet.ts";

/**
 * Appends the network to `graph`, one step per layer, batch-norm visible.
 * @param image [N, H, W, 3], normalised as the checkpoint expects
 * @throws CheckpointError as `architectureOf`, and "checkpoint-wrong-shape"
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
  const architecture = architectureOf(checkpoint);
  return resnetOf(layersOf(graph, architecture, architecture), architecture, image);
}

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
