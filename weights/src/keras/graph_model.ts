// A TensorFlow.js graph model in memory: model.json (a frozen graph of TensorFlow's operations, and the list of weights) and its shards.
// Format: tensorflow/core/framework/graph.proto as JSON, texts in base64, written by tensorflowjs_converter.
import type { CheckpointTensor } from "@camlucida/tensor";
import { elements, fail, field, integer, type Json, oneOf, optional, text } from "../manifest/json.ts";
import { readWeights } from "./tfjs_model.ts";

/** An operation of the graph. */
export interface GraphNode {
  readonly op: string; // "_FusedConv2D", "Sigmoid"…
  readonly inputs: readonly string[]; // names of nodes
  readonly attributes: Json;
}

export interface GraphModel {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Constants by the names of their nodes, in TensorFlow's layout; whole numbers, which are shapes and axes, are left out. */
  readonly weights: ReadonlyMap<string, CheckpointTensor>;
}

/** @throws ModelError "keras-malformed", naming the place in model.json or the shard */
export function readGraphModel(root: Json, files: ReadonlyMap<string, Uint8Array>): GraphModel {
  const nodes = new Map<string, GraphNode>();
  for (const node of elements(field(field(root, "modelTopology"), "node"))) {
    const name = text(field(node, "name"));
    if (nodes.has(name)) fail(field(node, "name"), "a name that no other node has");
    const inputs = optional(field(node, "input"), (names) => elements(names).map(text)) ?? [];
    nodes.set(name, { op: text(field(node, "op")), inputs, attributes: field(node, "attr") });
  }
  return { nodes, weights: readWeights(field(root, "weightsManifest"), files, ["float32", "int32"]) };
}

/** A text among attributes. */
export function requireText({ attributes }: GraphNode, key: string, expected: string): void {
  oneOf(field(field(attributes, key), "s"), [btoa(expected)]);
}

/** A list of texts or of whole numbers among attributes: the latter are texts too, as JSON's numbers are too short for some. */
export function requireList({ attributes }: GraphNode, key: string, expected: readonly string[] | readonly number[]): void {
  const list = field(field(attributes, key), "list");
  const found = elements(field(list, typeof expected[0] === "number" ? "i" : "s")).map((element) => element.value);
  const wanted = expected.map((value) => (typeof value === "number" ? String(value) : btoa(value)));
  if (found.length !== wanted.length || !wanted.every((value, at) => value === found[at])) fail(list, `[${expected.join(", ")}]`);
}

/** Two positive numbers, the strides of [N, H, W, C] along H and W, which must be one number. */
export function strideOf({ attributes }: GraphNode): number {
  const list = field(field(field(attributes, "strides"), "list"), "i");
  const [images, down, across, channels, ...more] = elements(list).map((stride) => integer({ ...stride, value: Number(text(stride)) }, 1));
  if (down === undefined || down !== across || images !== 1 || channels !== 1 || more.length > 0) fail(list, "[1, stride, stride, 1]");
  return down;
}
