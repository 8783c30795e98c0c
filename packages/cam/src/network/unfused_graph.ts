// A network as the paper draws it, for looking inside: one step per layer, nothing folded into anything.
// `device.inspect` runs it; `step.op.kernel(step)` has each step's shader, constants and workgroups.
import { Graph, stepsFor, type Value } from "@camlucida/tensor";
import type { ForwardGraph } from "./network_graph.ts";

export interface UnfusedGraph {
  readonly graph: Graph;
  readonly image: Value; // [1, H, W, 3]
  /** What each part of the network ends in, in order: the steps up to it belong to it. */
  readonly stages: Readonly<Record<StageName, Value>>;
}

export type StageName = "stem" | "maxpool" | "layer1" | "layer2" | "layer3" | "layer4" | "pooled" | "logits" | "probabilities";

/** @param network as `Network.graph` has it */
export function unfusedGraph({ unfused, image, network, forward: { probabilities } }: ForwardGraph): UnfusedGraph {
  const { stem, maxpool, layer1, layer2, layer3, layer4, pooled, logits } = network;
  const graph = Graph.rewritten(unfused, stepsFor(unfused.steps, [probabilities]), unfused.parameters);
  return { graph, image, stages: { stem, maxpool, layer1, layer2, layer3, layer4, pooled, logits, probabilities } };
}
