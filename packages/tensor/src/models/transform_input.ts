// What torchvision's GoogLeNet and Inception v3 do to an image before anything else where they are built with transform_input, as their
// published weights want: those were trained on levels of −1 … 1, and the image comes with ImageNet's mean and deviation.
//
//   (level − ½)/½  =  image · std/½ + (mean − ½)/½,      image = (level − mean)/std
import { metadataKeys, type Checkpoint } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { broadcastAdd, multiply } from "../ops/arithmetic/arithmetic.ts";

const [mean, std] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]] as const;

/** @param image [N, H, W, 3], normalised for ImageNet; @returns the same, −1 … 1 */
export function transformInput(graph: Graph, image: Value): Value {
  const scale = graph.parameter("transform_input.scale", [3], Float32Array.from(std, (deviation) => deviation / 0.5));
  const shift = graph.parameter("transform_input.shift", [3], Float32Array.from(mean, (centre) => (centre - 0.5) / 0.5));
  return broadcastAdd(graph, "transform_input", multiply(graph, "transform_input (scaled)", image, scale), shift);
}

/** @throws CheckpointError "checkpoint-metadata" */
export function transformsInput(metadata: Checkpoint["metadata"]): boolean {
  const text = Object.hasOwn(metadata, metadataKeys.transformInput) ? metadata[metadataKeys.transformInput] : "false";
  if (text === "true" || text === "false") return text === "true";
  throw new CheckpointError("checkpoint-metadata", `weights: ${metadataKeys.transformInput} is ${JSON.stringify(text?.slice(0, 80))}; expected "true" or "false".`);
}
