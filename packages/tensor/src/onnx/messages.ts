// The messages of an ONNX file, as far as a network for images needs them. Graphs within nodes (If, Loop) are noted, not read,
// so that none nests in another. Fields that are not named here are skipped, as Protocol Buffers wants it.
// Source  onnx/onnx.proto, https://github.com/onnx/onnx, whose numbers the fields have.
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { corrupt } from "./errors.ts";
import { type OnnxValueInfo, readValueInfo } from "./value_info.ts";
import { bytesOf, fieldsOf, float, floats, integer, integers, messageIn, text, type Field, type Message } from "./wire.ts";

/** ModelProto, without the graph's content. */
export interface ModelMessage {
  irVersion: number;
  producer: string;
  producerVersion: string;
  readonly opsets: Map<string, number>; // by domain; "" is ONNX' own
  readonly metadata: Record<string, string>;
  graph: GraphMessage | undefined;
}

export interface GraphMessage {
  name: string;
  readonly nodes: NodeMessage[];
  readonly initializers: TensorMessage[];
  readonly inputs: OnnxValueInfo[];
  readonly outputs: OnnxValueInfo[];
  sparse: number; // how many sparse initializers there are
}

export interface NodeMessage {
  readonly at: number; // in the file
  name: string;
  op: string;
  domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: AttributeMessage[];
}

export interface AttributeMessage {
  name: string;
  kind: AttributeKind | undefined;
  float: number;
  int: number;
  text: Uint8Array;
  tensor: TensorMessage | undefined;
  readonly floats: number[];
  readonly ints: number[];
  texts: number; // how many: no op here reads them
}

/** AttributeProto.AttributeType. "other": graphs, sparse tensors, types, lists of tensors. */
export type AttributeKind = "float" | "int" | "text" | "tensor" | "floats" | "ints" | "texts" | "other";

/** TensorProto: where the numbers lie, not what they are. */
export interface TensorMessage {
  name: string;
  type: number; // TensorProto.DataType
  readonly shape: number[];
  raw: Uint8Array | undefined;
  /** `float_data` and its like, by the field's number. */
  readonly typed: Map<number, TypedNumbers>;
  readonly external: Map<string, string>;
  isExternal: boolean;
  isSegment: boolean;
}

/** A list of numbers where it lies in the file: in one packed piece, as all write it, or in several. */
export interface TypedNumbers {
  readonly file: Uint8Array;
  readonly places: number[]; // begin and end of each piece
}

export function readModel(message: Message): ModelMessage {
  const metadata = Object.create(null) as Record<string, string>;
  const model: ModelMessage = { irVersion: 0, producer: "", producerVersion: "", opsets: new Map(), metadata, graph: undefined };
  for (const field of fieldsOf(message)) switch (field.number) {
    case 1: model.irVersion = integer(field); break;
    case 2: model.producer = text(field); break;
    case 3: model.producerVersion = text(field); break;
    case 7: model.graph = once(model.graph, field, () => readGraph(messageIn(field, "GraphProto"))); break;
    case 8: {
      const { domain, version } = readOpset(messageIn(field, "OperatorSetIdProto"));
      model.opsets.set(ownDomain(domain), version);
      break;
    }
    case 14: {
      const [key, value] = readEntry(messageIn(field, "metadata_props"));
      model.metadata[key] = value;
      break;
    }
  }
  return model;
}

/** A message twice would have to be merged, which no writer asks for. */
function once<T>(found: T | undefined, { at, message: { what } }: Field, read: () => T): T {
  if (found !== undefined) throw corrupt(`a second message, where the ${what} has one, at byte ${at}`);
  return read();
}

/** ONNX' own operators have two spellings of their domain. */
const ownDomain = (domain: string): string => (domain === "ai.onnx" ? "" : domain);

function readOpset(message: Message): { domain: string; version: number } {
  const opset = { domain: "", version: 0 };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) opset.domain = text(field);
    if (field.number === 2) opset.version = integer(field);
  }
  return opset;
}

/** StringStringEntryProto */
function readEntry(message: Message): [string, string] {
  const entry: [string, string] = ["", ""];
  for (const field of fieldsOf(message)) {
    if (field.number === 1 || field.number === 2) entry[field.number - 1] = text(field);
  }
  return entry;
}

function readGraph(message: Message): GraphMessage {
  const graph: GraphMessage = { name: "", nodes: [], initializers: [], inputs: [], outputs: [], sparse: 0 };
  for (const field of fieldsOf(message)) switch (field.number) {
    case 1: graph.nodes.push(oneOf(graph.nodes, field, MOST_NODES, "nodes", () => readNode(messageIn(field, "NodeProto")))); break;
    case 2: graph.name = text(field); break;
    case 5: graph.initializers.push(readTensor(messageIn(field, "TensorProto"))); break;
    case 11: graph.inputs.push(readValueInfo(messageIn(field, "ValueInfoProto"))); break;
    case 12: graph.outputs.push(readValueInfo(messageIn(field, "ValueInfoProto"))); break;
    case 15: graph.sparse++; break;
  }
  return graph;
}

/** A network of images has at most a few thousand, ten times that with the shapes that some exporters compute. */
const MOST_NODES = 2 ** 15;

function oneOf<T>(found: readonly T[], { at }: Field, most: number, what: string, read: () => T): T {
  if (found.length < most) return read();
  throw new CheckpointError("checkpoint-unsafe", `ONNX: more than ${most} ${what}, at byte ${at}. No network of images has so many.`);
}

function readNode(message: Message): NodeMessage {
  const node: NodeMessage = { at: message.begin, name: "", op: "", domain: "", inputs: [], outputs: [], attributes: [] };
  for (const field of fieldsOf(message)) switch (field.number) {
    case 1: node.inputs.push(text(field)); break;
    case 2: node.outputs.push(text(field)); break;
    case 3: node.name = text(field); break;
    case 4: node.op = text(field); break;
    case 5: node.attributes.push(readAttribute(messageIn(field, "AttributeProto"))); break;
    case 7: node.domain = ownDomain(text(field)); break;
  }
  return node;
}

/** By AttributeProto.AttributeType. */
const kinds: readonly (AttributeKind | undefined)[] =
  [undefined, "float", "int", "text", "tensor", "other", "floats", "ints", "texts"];

function readAttribute(message: Message): AttributeMessage {
  const attribute: AttributeMessage =
    { name: "", kind: undefined, float: 0, int: 0, text: new Uint8Array(), tensor: undefined, floats: [], ints: [], texts: 0 };
  let seen: AttributeKind | undefined; // files of IR versions before 2 have no type
  for (const field of fieldsOf(message)) switch (field.number) {
    case 1: attribute.name = text(field); break;
    case 2: [attribute.float, seen] = [float(field), "float"]; break;
    case 3: [attribute.int, seen] = [integer(field), "int"]; break;
    case 4: [attribute.text, seen] = [bytesOf(field), "text"]; break;
    case 5:
      attribute.tensor = once(attribute.tensor, field, () => readTensor(messageIn(field, "TensorProto")));
      seen = "tensor";
      break;
    case 7: floats(field, attribute.floats); seen = "floats"; break;
    case 8: integers(field, attribute.ints); seen = "ints"; break;
    case 9: attribute.texts++; seen = "texts"; break;
    case 20: attribute.kind = kinds[integer(field)] ?? "other"; break;
    case 6: case 10: case 11: case 14: case 15: case 22: case 23: seen = "other"; break;
  }
  attribute.kind ??= seen;
  return attribute;
}

/** Fields of a TensorProto that hold numbers of a type: float_data, int32_data, int64_data, double_data, uint64_data. */
export const typedData = { float: 4, int32: 5, int64: 7, double: 10, uint64: 11 } as const;
const typedFields: readonly number[] = Object.values(typedData);

export function readTensor(message: Message): TensorMessage {
  const tensor: TensorMessage =
    { name: "", type: 0, shape: [], raw: undefined, typed: new Map(), external: new Map(), isExternal: false, isSegment: false };
  for (const field of fieldsOf(message)) switch (field.number) {
    case 1: integers(field, tensor.shape); break;
    case 2: tensor.type = integer(field); break;
    case 3: tensor.isSegment = true; break;
    case 8: tensor.name = text(field); break;
    case 9: tensor.raw = bytesOf(field); break;
    case 13: tensor.external.set(...readEntry(messageIn(field, "external_data"))); break;
    case 14: tensor.isExternal = integer(field) === 1; break;
    default: if (typedFields.includes(field.number)) addPiece(tensor.typed, field);
  }
  return checked(tensor);
}

/** A single number that is not packed is a piece too: its bytes are the same. */
function addPiece(typed: TensorMessage["typed"], { number, begin, end, message: { file } }: Field): void {
  const found = typed.get(number) ?? { file: file.bytes, places: [] };
  found.places.push(begin, end);
  typed.set(number, found);
}

/** More axes than NumPy has are a mistake; lengths are whole and not negative. */
function checked(tensor: TensorMessage): TensorMessage {
  if (tensor.shape.length <= 32 && tensor.shape.every((length) => Number.isSafeInteger(length) && length >= 0)) return tensor;
  const shape = tensor.shape.slice(0, 8).join(", ") + (tensor.shape.length > 8 ? ", …" : "");
  throw corrupt(`tensor ${quote(tensor.name)} cannot be [${shape}]`);
}
