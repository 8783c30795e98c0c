// Measures every convolution of a network on an adapter, forwards and backwards: a choice for `openNetwork`.
import { batched, tune, type Checkpoint, type Gpu, type TunedLayer } from "@camlucida/tensor";
import { inputGradient } from "./methods/input_gradient.ts";
import { networkGraph } from "./network_graph.ts";
import { inputSide } from "./preprocess.ts";

/**
 * @param batches numbers of images that the network will see at once; backwards it goes with one
 * @param progress called before each layer
 * @throws CheckpointError if the checkpoint is no ResNet; DeviceError "out-of-memory", "shader", "device-lost"
 */
export function tuneNetwork(checkpoint: Checkpoint, gpu: Gpu, batches: readonly number[], progress?: (done: number, total: number) => void): Promise<TunedLayer[]> {
  // A gradient of the image passes every layer on its way.
  const { graph, image, forward } = networkGraph(checkpoint, [inputSide, inputSide], [{ method: inputGradient, layer: "layer4" }]);
  const larger = batches.filter((count) => count > 1).map((count) => batched(graph, image, [forward.logits], count).graph);
  return tune(gpu, [graph, ...larger], progress);
}
