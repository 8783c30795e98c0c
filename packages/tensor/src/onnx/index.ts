// The way into ONNX files: their graph of nodes, and the engine's graph that is made of it. Apart from the package's main entry, so that
// a page that reads none does not load it; `loadCheckpoint` of the main entry brings it when a file needs it.
export { readOnnx, type OnnxFileOptions, type OnnxModel, type OnnxNode } from "./model.ts";
export { onnxNetwork, type NodeOutcome, type OnnxNetwork, type OnnxNetworkOptions, type OutputPlace } from "./network.ts";
export type { Attributed, OnnxAttribute } from "./attributes.ts";
export type { AttributeKind } from "./messages.ts";
export type { OnnxValueInfo } from "./value_info.ts";
export type { OnnxDataFiles } from "./external.ts";
export type { OnnxTensor } from "./tensor.ts";
export type { AxisGroups } from "./placed.ts";
export { onnxCheckpoint } from "./checkpoint.ts";
