// A checkpoint's ResNet on a graph, and the places in it that can be asked about, by name: "stem", "layer1" … "layer4", and single
// blocks: "layer3.0".
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { GraphError } from "../graph/errors.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { architectureOf, type Architecture } from "./architecture.ts";
import { layersOf } from "./layers.ts";
import { resnetOf, type ResNet } from "./resnet.ts";

/**
 * Appends the network to `graph`, one step per layer, batch-norm visible.
 * @param image [N, H, W, 3], normalised as the checkpoint expects
 * @throws CheckpointError as `architectureOf`, and "checkpoint-wrong-shape"
 */
export function resnet(graph: Graph, checkpoint: Checkpoint, image: Value): ResNet<Value> {
  const architecture = architectureOf(checkpoint);
  return resnetOf(layersOf(graph, architecture, architecture.epsilon), architecture, image);
}

/** Every feature map with a name, in order of depth; all [N, H, W, C], behind a ReLU. */
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

/** The same names before there is a graph: a mistyped one is told before a network is opened. */
export const layerNames = ({ blocks }: Pick<Architecture, "blocks">): string[] => ["stem", ...blocks.flatMap((count, at) => {
  const stage = `layer${at + 1}`;
  return [...Array.from({ length: count }, (_, block) => `${stage}.${block}`), stage];
})];

/** @throws GraphError "unknown-layer", which lists the choices */
export function layerNamed(layers: ReadonlyMap<string, Value>, name: string): Value {
  const layer = layers.get(name);
  if (!layer) throw unknownLayer(name, [...layers.keys()]);
  return layer;
}

/** @param names of the layers that there are */
export function unknownLayer(name: string, names: readonly string[]): GraphError {
  const [stage = ""] = name.split(".");
  const blocks = names.filter((known) => known.startsWith(`${stage}.`));
  const choices = blocks.length > 0
    ? `${stage} has ${blocks.length} ${blocks.length === 1 ? "block" : "blocks"}, ${blocks.length === 1 ? "" : `${blocks[0]} … `}${blocks.at(-1)}`
    : `this network has ${names.filter((known) => !known.includes(".")).join(", ")}, and their blocks, such as ${names.find((known) => known.includes("."))}`;
  return new GraphError("unknown-layer", `There is no layer "${name}": ${choices}.`);
}
