// A checkpoint's network as the paper draws it, for looking inside: one step per layer, nothing folded into anything.
// `openInspection` of the engine runs it; `step.op.kernel(step)` has each step's shader, constants and workgroups.
import { Graph, resnet, type Checkpoint, type Value } from "@camlucida/tensor";
import { inputSide } from "./preprocess.ts";
import { probabilitiesIn } from "./probabilities.ts";

export interface TransparentGraph {
  readonly graph: Graph;
  readonly image: Value; // [1, H, W, 3]
  /** What each part of the network ends in, in order: the steps up to it belong to it. */
  readonly stages: Readonly<Record<StageName, Value>>;
}

export type StageName = "stem" | "maxpool" | "layer1" | "layer2" | "layer3" | "layer4" | "pooled" | "logits" | "probabilities";

/**
 * The checkpoint keeps its weights; the graph has copies in the engine's order of axes.
 * @param input height and width, in pixels
 * @throws CheckpointError if the checkpoint is no ResNet
 */
export function transparentGraph(checkpoint: Checkpoint, [height, width]: readonly [number, number] = [inputSide, inputSide]): TransparentGraph {
  const graph = new Graph();
  const image = graph.input("image", [1, height, width, 3]);
  const { stem, maxpool, layer1, layer2, layer3, layer4, pooled, logits } = resnet(graph, checkpoint, image);
  const probabilities = probabilitiesIn(graph, "probabilities", logits);
  return { graph, image, stages: { stem, maxpool, layer1, layer2, layer3, layer4, pooled, logits, probabilities } };
}
