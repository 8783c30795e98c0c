// What every network offers, of whatever family.
import type { Graph, Value } from "../graph/graph.ts";
import type { NamedTensors } from "./layers.ts";

/** A network as Values of a graph; where it is described by names only, the Values are undefined. */
export interface Classifier<V> {
  /** Feature maps by name and by depth, [N, H, W, C] each. */
  readonly layers: Readonly<Record<string, V>>;
  /**
   * [C, classes], where the logits are one linear layer of the last feature map's mean: then the network has class maps, and they add up
   * to the logits. Absent where more lies between.
   */
  readonly classWeights?: V | undefined;
  readonly logits: V; // [N, classes]
  /** What each part of the network ends in, by name and in order: the steps up to it belong to it. */
  readonly stages: Readonly<Record<string, V>>;
}

/** A network that was recognised in a checkpoint, before there is a graph. */
export interface RecognisedNetwork extends NamedTensors {
  /** "resnet18", "mobilenet_v2". */
  readonly name: string;
  readonly classes: number;
  /** Names of feature maps, by depth. */
  readonly layers: readonly string[];
  /** The linear layer that gives the logits, as `tensors` has it: "fc", "classifier.1". */
  readonly classifier: string;
  /** The file's names of what is known not to matter, but for the batch-norms' counters. */
  readonly unread: readonly string[];
  /**
   * Appends the network to a graph, one step per layer, batch-norm visible.
   * @param image [N, H, W, 3], normalised as the checkpoint expects
   * @throws CheckpointError "checkpoint-wrong-shape"
   */
  on(graph: Graph, image: Value): Classifier<Value>;
}
