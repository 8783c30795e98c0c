// Measures every convolution of a network on an adapter, forwards and backwards: a choice for `openWebGpu`.
import { batched, tune, type Checkpoint, type TunedLayer, type TuneProgress, type WebGpuDevice } from "@camlucida/tensor";
import { inputGradient } from "../methods/input_gradient.ts";
import { forwardGraph, requestGraph } from "./network_graph.ts";
import { inputSide } from "../preprocess/preprocess.ts";

/**
 * As one image goes forwards and backwards, and as a batch goes forwards.
 * @param progress called before each layer, with those that were measured so far
 * @throws CheckpointError if the checkpoint is no ResNet; DeviceError "out-of-memory", "shader", "device-lost"
 */
export function tuneNetwork(checkpoint: Checkpoint, device: WebGpuDevice, progress?: TuneProgress): Promise<TunedLayer[]> {
  // A gradient of the image passes every layer on its way.
  const base = forwardGraph(checkpoint, [inputSide, inputSide]);
  const { graph } = requestGraph(base, [{ method: inputGradient, layer: "layer4" }], "maps");
  return tune(device.gpu, [graph, batched(graph, base.image, [base.forward.logits], device.batchSize).graph], progress);
}
