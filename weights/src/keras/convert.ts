// A TensorFlow.js model of an npm package as a PyTorch state dict: Keras's ResNet (a layers model), or TensorFlow's EfficientNet (a graph model).
import { field } from "../manifest/json.ts";
import type { ConvertedModel } from "./converted_model.ts";
import { convertEfficientNet } from "./efficientnet.ts";
import { readGraphModel } from "./graph_model.ts";
import { convertKeras } from "./keras.ts";
import { readLayersModel, readModelJson } from "./tfjs_model.ts";

/**
 * Converts the model in a folder's files.
 * @throws ModelError "keras-malformed", naming the place in model.json or the shard
 */
export function convertModel(files: ReadonlyMap<string, Uint8Array>): ConvertedModel {
  const root = readModelJson(files);
  const isGraph = field(field(root, "modelTopology"), "node").value !== undefined;
  return isGraph ? convertEfficientNet(readGraphModel(root, files)) : convertKeras(readLayersModel(root, files));
}
