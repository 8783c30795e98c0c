// A network that was recognised in a checkpoint.
import type { BuiltNetwork, NetworkImage } from "../graph/classifier.ts";
import type { NamedTensors } from "./layers.ts";

/** A network that was recognised in a checkpoint, before there is a graph. */
export interface RecognisedNetwork extends NamedTensors {
  /** "resnet18", "mobilenet_v2". */
  readonly name: string;
  readonly classes: number;
  /** Names of feature maps, by depth. */
  readonly layers: readonly string[];
  /** What it looks at. */
  readonly input: NetworkImage;
  /** The linear layer that gives the logits, as `tensors` has it: "fc", "classifier.1"; undefined for a network that its file describes itself. */
  readonly classifier: string | undefined;
  /** Of a backbone without a class head: its logits are the means of its last feature maps, one for each channel, and no class has any. */
  readonly isBackbone?: boolean;
  /** Whether it normalises its pixels itself by ImageNet's mean and std. `build` leaves that out: its images come normalised so. */
  readonly normalisesPixels?: boolean;
  /** What no file says, and is taken so: in words. */
  readonly assumed?: string | undefined;
  /** Of a file with several networks, by what stands before their names: which one this is, and which others there are. */
  readonly choice?: { readonly taken: string; readonly others: readonly string[] } | undefined;
  /** The file's names of what is known not to matter, but for the batch-norms' counters. */
  readonly unread: readonly string[];
  /**
   * The network on a graph of its own, one step per layer, batch-norm visible.
   * @param size of the image; unless said 224 × 224, or what the file fixes
   * @throws CheckpointError "checkpoint-wrong-shape"
   */
  build(size?: readonly [height: number, width: number]): BuiltNetwork;
}
