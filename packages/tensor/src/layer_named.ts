// The places in a ResNet that can be asked about, by name: "stem", "layer1" … "layer4", and single blocks: "layer3.0".
import { GraphError } from "./errors.ts";
import type { Graph, Value } from "./graph.ts";
import type { ResNet } from "./resnet.ts";

/** Every feature map with a name, in order of depth; all [N, H, W, C], behind a ReLU. */
export function namedLayers(graph: Graph, { stem, layer1, layer2, layer3, layer4 }: ResNet): ReadonlyMap<string, Value> {
  const stages = { layer1, layer2, layer3, layer4 };
  const blocks = graph.steps.map(({ output }) => output).filter(({ name }) => /^layer\d\.\d+$/.test(name));
  const named = new Map([["stem", stem]]);
  for (const [name, last] of Object.entries(stages)) {
    for (const block of blocks) if (block.name.startsWith(`${name}.`)) named.set(block.name, block);
    named.set(name, last);
  }
  return named;
}

/** @throws GraphError "unknown-layer", which lists the choices */
export function layerNamed(layers: ReadonlyMap<string, Value>, name: string): Value {
  const layer = layers.get(name);
  if (!layer) throw new GraphError("unknown-layer", `graph: there is no layer "${name}"; this network has ${[...layers.keys()].join(", ")}.`);
  return layer;
}
