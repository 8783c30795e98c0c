// The numbers of a TensorProto, of whatever type and wherever they lie: raw bytes, a list of one type, a file beside the model.
// They are read where they are wanted; float32 at a multiple of four bytes is a view.
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { rowReader, type StoredType } from "../checkpoint/element_type.ts";
import { copyBudget, toFloat32 } from "../checkpoint/strided.ts";
import type { CheckpointError } from "../graph/errors.ts";
import { elements } from "../graph/graph.ts";
import { corrupt, refused } from "./errors.ts";
import { externalFiles, sourceOf, type ExternalRange, type OnnxDataFiles } from "./external.ts";
import { typedData, type TensorMessage, type TypedNumbers } from "./messages.ts";
import { varintsIn } from "./wire.ts";

/** A tensor of an ONNX file. */
export interface OnnxTensor extends CheckpointTensor {
  readonly name: string;
  /** ONNX' name of the type: "float", "int64", … */
  readonly type: string;
  /** What it holds: floating-point numbers, integers and booleans, or something else, which throws where it is read. */
  readonly kind: StoredType["kind"];
  /** All numbers before they are rounded to float32; integers beyond 2⁵³ are rounded. */
  exact(): Float64Array;
}

/** A type of TensorProto.DataType: how its numbers lie in bytes, and in which list they stand otherwise. */
interface DataType extends StoredType {
  readonly onnx: string;
  readonly list: keyof typeof typedData | undefined;
  /** The number at byte `at`. */
  readonly get: (view: DataView, at: number) => number;
  /** Puts a number of the list there, for types that lists have as whole numbers. */
  readonly set?: (view: DataView, at: number, value: number) => void;
}

type Put = (view: DataView, at: number, value: number) => void;

const other = (onnx: string): DataType => ({ onnx, name: onnx, bytes: 1, kind: "other", list: undefined, get: () => NaN });

const whole = (onnx: string, bytes: number, list: DataType["list"], get: DataType["get"], set: Put): DataType =>
  ({ onnx, name: onnx, bytes, kind: "integer", list, get, set });

/** Lists have the bits of halves as whole numbers. */
const half = (onnx: string): DataType => ({
  onnx, name: onnx, bytes: 2, kind: "float", list: "int32", get: () => NaN,
  set: (view, at, bits) => view.setUint16(at, bits, true),
});

const truth: Put = (view, at, value) => view.setUint8(at, Number(value !== 0));
const set8: Put = (view, at, value) => view.setUint8(at, value);
const set16: Put = (view, at, value) => view.setUint16(at, value, true);
const set32: Put = (view, at, value) => view.setUint32(at, value, true);
const set64: Put = (view, at, value) => view.setBigUint64(at, BigInt(value), true);

/** By TensorProto.DataType. */
const dataTypes: readonly DataType[] = [
  other("undefined"),
  { onnx: "float", name: "float32", bytes: 4, kind: "float", list: "float", get: (view, at) => view.getFloat32(at, true) },
  whole("uint8", 1, "int32", (view, at) => view.getUint8(at), set8),
  whole("int8", 1, "int32", (view, at) => view.getInt8(at), set8),
  whole("uint16", 2, "int32", (view, at) => view.getUint16(at, true), set16),
  whole("int16", 2, "int32", (view, at) => view.getInt16(at, true), set16),
  whole("int32", 4, "int32", (view, at) => view.getInt32(at, true), set32),
  whole("int64", 8, "int64", (view, at) => Number(view.getBigInt64(at, true)), set64),
  other("string"),
  whole("bool", 1, "int32", (view, at) => Number(view.getUint8(at) !== 0), truth),
  half("float16"),
  { onnx: "double", name: "float64", bytes: 8, kind: "float", list: "double", get: (view, at) => view.getFloat64(at, true) },
  whole("uint32", 4, "uint64", (view, at) => view.getUint32(at, true), set32),
  whole("uint64", 8, "uint64", (view, at) => Number(view.getBigUint64(at, true)), set64),
  other("complex64"),
  other("complex128"),
  half("bfloat16"),
];

/** ONNX' name of a type, and what it is. */
export function dataType(type: number): { readonly onnx: string; readonly kind: StoredType["kind"] } {
  const known = dataTypes[type];
  return known ?? { onnx: `type ${type}`, kind: "other" }; // float8, int4 and what comes after them
}

/** Makes the tensors of a file, in which those that are given in other files are found by `files`. */
export function tensorReader(files: OnnxDataFiles | undefined): (message: TensorMessage) => OnnxTensor {
  const locate = externalFiles(files);

  return function tensorOf(message) {
    const { name, shape, type } = message;
    const known = dataTypes[type];
    if (!known || known.kind === "other") return unreadable(message, dataType(type).onnx);
    const storage = storageOf(message, known);
    const length = elements(shape);
    const bytesIn = (from: number, to: number): Uint8Array => {
      const { source, begin } = storage();
      return source.read(begin + from * known.bytes, begin + to * known.bytes);
    };
    const read = (from: number, to: number): Float32Array => {
      const bytes = bytesIn(from, to);
      if (known.kind === "integer") return Float32Array.from(exactNumbers(bytes, known, to - from));
      const row = { name, elements: known, storage: bytes, offset: 0, shape: [to - from], strides: [1] };
      return toFloat32(row, copyBudget(bytes.length)).data;
    };
    return {
      name, shape, type: known.onnx, kind: known.kind, read,
      exact: () => exactNumbers(bytesIn(0, length), known, length),
      get data() {
        return message.isExternal ? read(0, length).slice() : read(0, length); // a source may use its buffer again
      },
    };
  };

  /** Where all the bytes are: checked now, unless they have to be made of a list, which is done when they are read. */
  function storageOf(message: TensorMessage, type: DataType): () => ExternalRange {
    const { name, shape, raw, typed, isSegment } = message;
    const length = elements(shape);
    const bytes = length * type.bytes;
    if (isSegment) throw corrupt(`tensor ${quote(name)} is a segment of another`);
    if (!Number.isSafeInteger(bytes)) throw corrupt(`tensor ${quote(name)} [${shape.join(", ")}] is larger than any file`);
    if (message.isExternal) {
      const found = locate(name, message.external, bytes);
      return () => found;
    }
    const list = type.list && typed.get(typedData[type.list]);
    if (raw === undefined && list && type.set) {
      const pieces = joined(list);
      if (pieces.length < length) throw wrongLength(message, type, pieces.length);
      return () => inMemory(packed(varintsIn(pieces, `tensor ${quote(name)}`, length), type));
    }
    const found = raw ?? (list ? joined(list) : new Uint8Array());
    if (found.length !== bytes) throw wrongLength(message, type, found.length);
    return () => inMemory(found);
  }
}

const inMemory = (bytes: Uint8Array): ExternalRange => ({ source: sourceOf(bytes), begin: 0, end: bytes.length });

const wrongLength = ({ name, shape }: TensorMessage, { onnx, bytes }: DataType, found: number): CheckpointError =>
  corrupt(
    `tensor ${quote(name)} has ${found} bytes of numbers; ${onnx} [${shape.join(", ")}] needs ${elements(shape) * bytes}`,
  );

/** One piece stays where it is. */
function joined({ file, places }: TypedNumbers): Uint8Array {
  const [begin, end] = [places[0] ?? 0, places[1] ?? 0];
  if (places.length <= 2) return file.subarray(begin, end);
  let length = 0;
  for (let at = 0; at < places.length; at += 2) length += (places[at + 1] as number) - (places[at] as number);
  const all = new Uint8Array(length);
  for (let at = 0, to = 0; at < places.length; at += 2) {
    all.set(file.subarray(places[at], places[at + 1]), to);
    to += (places[at + 1] as number) - (places[at] as number);
  }
  return all;
}

/** Whole numbers as the bytes of their type. */
function packed(values: readonly number[], { bytes, set }: DataType): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  values.forEach((value, at) => set?.(view, at * bytes, value));
  return new Uint8Array(view.buffer);
}

function exactNumbers(bytes: Uint8Array, type: DataType, length: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type.bytes !== 2 || type.kind !== "float") {
    return Float64Array.from({ length }, (_, at) => type.get(view, at * type.bytes));
  }
  const halves = new Float32Array(length);
  rowReader(type, bytes)(halves, 0, 0, 1, length);
  return Float64Array.from(halves);
}

/** Text and numbers of types that no network here computes with: an error only where they are read. */
function unreadable({ name, shape }: TensorMessage, type: string): OnnxTensor {
  const refuse = (): never => {
    throw refused(`tensor ${quote(name)} is of type ${type}, which is not read. Export the model in float32 or float16.`);
  };
  return { name, shape, type, kind: "other", read: refuse, exact: refuse, get data() { return refuse(); } };
}
