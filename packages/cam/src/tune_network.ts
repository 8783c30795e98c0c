// Measures every convolution of a network on an adapter, forwards and backwards: a choice for `openNetwork`.
import { batched, tune, type Checkpoint, type Gpu, type TunedLayer, type TuneProgress } from "@camlucida/tensor";
import { inputGradient } from "./methods/input_gradient.ts";
import { imagesPerPass } from "./network.ts";
import { networkGraph } from "./network_graph.ts";
import { inputSide } from "./preprocess.ts";

/**
 * As `see` and `answer` compute them, of one image, and as `seeAll` does, of several.
 * @param progress called before each layer, with those that were measured so far
 * @throws CheckpointError if the checkpoint is no ResNet; DeviceError "out-of-memory", "shader", "device-lost"
 */
export function tuneNetwork(checkpoint: Checkpoint, gpu: Gpu, progress?: TuneProgress): Promise<TunedLayer[]> {
  // A gradient of the image passes every layer on its way.
  const { graph, image, forward } = networkGraph(checkpoint, [inputSide, inputSide], [{ method: inputGradient, layer: "layer4" }]);
  return tune(gpu, [graph, batched(graph, image, [forward.logits], imagesPerPass.gpu).graph], progress);
}
