// A checkpoint's ResNet on a graph.
import { architectureOf } from "./architecture.ts";
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Graph, Value } from "../graph/graph.ts";
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
