// An .onnx file → a graph of nodes, checked: every name is given once, every input is known, no node waits for itself.
//
// ONNX wants the nodes in an order in which each comes after those that it reads. Most readers sort, and so do files rely on it:
// what is out of order is put in order here, and only a circle is refused.
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { corrupt, refused } from "./errors.ts";
import { type Attributed, nodeTitle, type OnnxAttribute } from "./attributes.ts";
import type { OnnxDataFiles } from "./external.ts";
import {
  type AttributeMessage,
  type GraphMessage,
  type NodeMessage,
  readModel,
  type TensorMessage,
} from "./messages.ts";
import type { OnnxValueInfo } from "./value_info.ts";
import { type OnnxTensor, tensorReader } from "./tensor.ts";
import { openFile } from "./wire.ts";

/** A node, its attributes by name. */
export interface OnnxNode extends Attributed {
  readonly domain: string; // "" is ONNX' own
  readonly inputs: readonly string[]; // "" is one that is left out
}

/** An ONNX file, read and checked. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  /** Of ONNX' own operators; those of others by their domain. */
  readonly opset: number;
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Each behind all that it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** What is given at every run: without the initializers, which files of IR versions before 4 list here too. */
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Of the file, with the files beside it. */
  readonly bytes: number;
}

/** What `readOnnx` may be told. */
export interface OnnxFileOptions {
  /** Finds the files of external data. */
  readonly files?: OnnxDataFiles;
}

/**
 * Reads an .onnx file. Its weights stay where they are until they are read: keep `bytes` unchanged.
 * @throws CheckpointError with `code`
 *   `checkpoint-empty` no bytes, or no graph in it;
 *   `checkpoint-truncated` it ends early, or the file of its data does;
 *   `checkpoint-corrupt` it contradicts itself: a name given twice, one never given, a circle;
 *   `checkpoint-missing-data` the file with its numbers is not there;
 *   `checkpoint-unsafe` it asks for a file elsewhere, or has more messages than any network;
 *   `checkpoint-unsupported` sparse weights.
 * @example
 * ```ts
 * import { readOnnx } from "@camlucida/tensor/onnx";
 *
 * const { opset, nodes, inputs } = readOnnx(onnxFile);
 * opset; // → 13
 * nodes.map(({ op }) => op); // → ["Conv", "Relu", "GlobalAveragePool", "Flatten", "Gemm"]
 * inputs.map(({ name, shape }) => [name, shape]); // → [["image", ["N", 3, "H", "W"]]]
 * ```
 */
export function readOnnx(bytes: Uint8Array, { files }: OnnxFileOptions = {}): OnnxModel {
  const file = openFile(bytes);
  const { graph, opsets, ...rest } = readModel({ file, what: "ModelProto", begin: 0, end: bytes.length });
  if (!graph) {
    throw new CheckpointError(
      "checkpoint-empty",
      `ONNX: there is no graph in the file of ${bytes.length} bytes. Is it an .onnx file?`,
    );
  }
  if (graph.sparse > 0) {
    throw refused(
      `${graph.sparse} of the weights are sparse tensors, which are not read. Export the model with dense weights.`,
    );
  }
  const tensorOf = tensorReader(files);
  const initializers = byName(graph.initializers, tensorOf);
  const inputs = graph.inputs.filter(({ name }) => !initializers.has(name));
  const nodes = inOrder(graph, new Set([...initializers.keys(), ...inputs.map(({ name }) => name)]));
  return {
    ...rest,
    opsets,
    initializers,
    inputs,
    bytes: bytes.length,
    outputs: graph.outputs,
    opset: opsets.get("") ?? 1,
    nodes: nodes.map((node) => ({ ...node, attributes: attributesOf(node, tensorOf) })),
  };
}

function byName(
  messages: readonly TensorMessage[],
  tensorOf: (message: TensorMessage) => OnnxTensor,
): Map<string, OnnxTensor> {
  const found = new Map<string, OnnxTensor>();
  for (const message of messages) {
    if (found.has(message.name)) throw twice(message.name);
    found.set(message.name, tensorOf(message));
  }
  return found;
}

function attributesOf(
  { attributes, ...node }: NodeMessage,
  tensorOf: (message: TensorMessage) => OnnxTensor,
): Map<string, OnnxAttribute> {
  const found = new Map<string, OnnxAttribute>();
  for (const { name, tensor, ...attribute } of attributes satisfies AttributeMessage[]) {
    if (found.has(name)) throw corrupt(`attribute ${quote(name)} of ${nodeTitle(node)} is given twice`);
    found.set(name, { ...attribute, tensor: tensor && tensorOf(tensor) });
  }
  return found;
}

/** The nodes, each behind all that it reads, else as they stand in the file. */
function inOrder({ nodes, outputs }: GraphMessage, given: Set<string>): readonly NodeMessage[] {
  const makers = makersOf(nodes, given);
  for (const { name } of outputs) {
    if (!makers.has(name) && !given.has(name)) throw unknown(name, "an output of the graph");
  }
  const known = new Set(given);
  const unordered = nodes.some((node) => {
    const waits = node.inputs.some((name) => name !== "" && !known.has(name));
    for (const name of node.outputs) known.add(name);
    return waits;
  });
  return unordered ? sorted(nodes, makers, given) : nodes;
}

/** Which node makes each value. */
function makersOf(nodes: readonly NodeMessage[], given: ReadonlySet<string>): Map<string, NodeMessage> {
  const makers = new Map<string, NodeMessage>();
  for (const node of nodes) {
    for (const name of node.outputs) {
      if (name === "") continue;
      if (makers.has(name) || given.has(name)) throw twice(name);
      makers.set(name, node);
    }
  }
  return makers;
}

/** Kahn's algorithm: a node comes once all that it reads has come. */
function sorted(
  nodes: readonly NodeMessage[],
  makers: ReadonlyMap<string, NodeMessage>,
  given: ReadonlySet<string>,
): NodeMessage[] {
  const readers = new Map<NodeMessage, NodeMessage[]>();
  const waitsFor = new Map<NodeMessage, number>();
  for (const node of nodes) {
    const before = new Set<NodeMessage>();
    for (const name of node.inputs) {
      const maker = makers.get(name);
      if (maker) before.add(maker);
      else if (name !== "" && !given.has(name)) throw unknown(name, `an input of ${nodeTitle(node)}`);
    }
    waitsFor.set(node, before.size);
    for (const maker of before) {
      const known = readers.get(maker);
      if (known) known.push(node);
      else readers.set(maker, [node]);
    }
  }
  const found = nodes.filter((node) => waitsFor.get(node) === 0);
  for (const node of found) {
    for (const reader of readers.get(node) ?? []) { // grows while it is read
      const left = (waitsFor.get(reader) ?? 0) - 1;
      waitsFor.set(reader, left);
      if (left === 0) found.push(reader);
    }
  }
  if (found.length === nodes.length) return found;
  const waiting = nodes.find((node) => (waitsFor.get(node) ?? 0) > 0) as NodeMessage;
  throw corrupt(
    `${nodeTitle(waiting)} at byte ${waiting.at} waits for its own output, or for a node that does: a circle`,
  );
}

const twice = (name: string): CheckpointError => corrupt(`${quote(name)} is given twice`);

const unknown = (name: string, what: string): CheckpointError => corrupt(`${quote(name)}, ${what}, is given nowhere`);
