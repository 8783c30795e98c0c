// An .onnx file as a checkpoint that brings its network: the numbers by the file's names, the text of its metadata, and what to compute.
import type { Checkpoint, OwnNetwork } from "../checkpoint/checkpoint.ts";
import type { BuiltNetwork } from "../graph/classifier.ts";
import { factsOf } from "./facts.ts";
import { readOnnx, type OnnxFileOptions, type OnnxModel } from "./model.ts";
import { imageIn } from "./image_input.ts";
import { onnxNetwork, type OnnxNetworkOptions } from "./network.ts";

/** How an ONNX file is read, and which of its outputs is explained. */
export type OnnxCheckpointOptions = OnnxFileOptions & Pick<OnnxNetworkOptions, "output">;

/**
 * An ONNX file as a checkpoint that brings its network.
 * @throws CheckpointError as `readOnnx`; what `onnxNetwork` throws, when the network is built
 * @example
 * ```ts
 * import { onnxCheckpoint } from "@camlucida/tensor/onnx";
 *
 * const { tensors, network } = onnxCheckpoint(onnxFile);
 * tensors.size; // → 4
 * network?.build([5, 7]).logits.shape; // → [1, 2]
 * ```
 */
export function onnxCheckpoint(bytes: Uint8Array, options: OnnxCheckpointOptions = {}): Checkpoint {
  const model = readOnnx(bytes, options);
  const floats = [...model.initializers].filter(([, { kind }]) => kind === "float");
  const { output } = options;
  const build: OwnNetwork["build"] = (size) => built(model, { ...(size && { size }), ...(output !== undefined && { output }) });
  return { tensors: new Map(floats), metadata: model.metadata, skipped: [], network: { facts: factsOf(model), input: () => imageIn(model, output), build } };
}

function built(model: OnnxModel, options: OnnxNetworkOptions): BuiltNetwork {
  const { graph, image, logits, layers: all, output: name, skipped } = onnxNetwork(model, options);
  const layers = new Map(all);
  const pooled = new Set(graph.steps.filter(({ op }) => /pool/.test(op.name)).map(({ output }) => output));
  // The last layer is what a convolution gives to pooling, with its normalisation and activation.
  for (const [name, value] of [...layers].toReversed()) {
    if (!pooled.has(value)) break;
    layers.delete(name);
  }
  return {
    graph, image, logits, layers: Object.fromEntries(layers),
    stages: { ...Object.fromEntries(layers), logits }, output: { name, skipped },
  };
}
