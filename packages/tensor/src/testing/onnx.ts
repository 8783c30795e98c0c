// .onnx files written by hand: what no exporter writes, spelled so that it can be read in the test.

function concatenate(...arrays: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let position = 0;
  for (const array of arrays) {
    joined.set(array, position);
    position += array.length;
  }
  return joined;
}

/** What a field holds: a number as a varint, text or bytes, a float of four bytes, or fields of a message. */
export type ProtoPayload = number | bigint | string | Uint8Array | { readonly float: number };

/** One field of a message. */
export function field(number: number, payload: ProtoPayload): Uint8Array {
  if (typeof payload === "number" || typeof payload === "bigint") {
    return concatenate(varint(number << 3), varint(payload));
  }
  if (typeof payload === "object" && "float" in payload) {
    return concatenate(varint((number << 3) | 5), new Uint8Array(Float32Array.of(payload.float).buffer));
  }
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  return concatenate(varint((number << 3) | 2), varint(bytes.length), bytes);
}

export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
}

/** A tensor: its numbers as float32 or int64, or its fields as they are given. */
export interface OnnxTensorSpelling {
  readonly name?: string;
  readonly shape: readonly (number | bigint)[];
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  /** Fields more, of any numbers. */
  readonly fields?: readonly Uint8Array[];
  readonly type?: number;
}

function tensorMessage(
  { name, shape, floats, ints, fields = [], type = ints ? 7 : 1 }: OnnxTensorSpelling,
): Uint8Array {
  const raw = floats
    ? new Uint8Array(Float32Array.from(floats).buffer)
    : ints && new Uint8Array(BigInt64Array.from(ints, BigInt).buffer);
  return concatenate(
    ...shape.map((length) => field(1, length)),
    field(2, type),
    ...(name === undefined ? [] : [field(8, name)]),
    ...(raw ? [field(9, raw)] : []),
    ...fields,
  );
}

/** An attribute: whole numbers, one or several; text; floats by `{ float }`; a tensor. */
export type AttributeSpelling = number | readonly number[] | string | { readonly float: number } | {
  readonly tensor: OnnxTensorSpelling;
} | { readonly graph: Uint8Array };

export interface NodeSpelling {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeSpelling>>;
}

function nodeMessage({ op, inputs, outputs, name, domain, attributes = {} }: NodeSpelling): Uint8Array {
  return concatenate(
    ...inputs.map((input) => field(1, input)),
    ...outputs.map((output) => field(2, output)),
    ...(name === undefined ? [] : [field(3, name)]),
    field(4, op),
    ...Object.entries(attributes).map(([key, value]) =>
      field(5, concatenate(field(1, key), ...attributeFields(value))),
    ),
    ...(domain === undefined ? [] : [field(7, domain)]),
  );
}

function attributeFields(value: AttributeSpelling): Uint8Array[] {
  if (typeof value === "number") return [field(3, value), field(20, 2)];
  if (typeof value === "string") return [field(4, value), field(20, 3)];
  if ("float" in value) return [field(2, value), field(20, 1)];
  if ("tensor" in value) return [field(5, tensorMessage(value.tensor)), field(20, 4)];
  if ("graph" in value) return [field(6, value.graph), field(20, 5)];
  return [...value.map((each) => field(8, each)), field(20, 7)];
}

/** Lengths by number, or by name where they are free. */
export type ShapeSpelling = readonly (number | bigint | string)[];

const valueMessage = (name: string, shape: ShapeSpelling, type = 1): Uint8Array => {
  const lengths = shape.map((length) => field(1, typeof length === "string" ? field(2, length) : field(1, length)));
  return concatenate(
    field(1, name),
    field(2, field(1, concatenate(field(1, type), field(2, concatenate(...lengths))))),
  );
};

export interface ModelSpelling {
  readonly opset?: number;
  readonly inputs?: Readonly<Record<string, ShapeSpelling>>;
  readonly outputs?: readonly (string | readonly [name: string, shape: ShapeSpelling])[];
  readonly nodes?: readonly NodeSpelling[];
  readonly tensors?: readonly OnnxTensorSpelling[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export function graphMessage({ inputs = {}, outputs = [], nodes = [], tensors = [] }: ModelSpelling): Uint8Array {
  return concatenate(
    ...nodes.map((node) => field(1, nodeMessage(node))),
    field(2, "graph"),
    ...tensors.map((tensor) => field(5, tensorMessage(tensor))),
    ...Object.entries(inputs).map(([name, shape]) => field(11, valueMessage(name, shape))),
    ...outputs.map((output) => field(12, typeof output === "string" ? valueMessage(output, []) : valueMessage(...output))),
  );
}

/** A whole file. */
export function onnxFileOf(model: ModelSpelling): Uint8Array {
  const metadata = Object.entries(model.metadata ?? {}).map(([key, value]) =>
    field(14, concatenate(field(1, key), field(2, value))),
  );
  return concatenate(
    field(1, 8),
    field(2, "by hand"),
    field(7, graphMessage(model)),
    field(8, concatenate(field(1, ""), field(2, model.opset ?? 13))),
    ...metadata,
  );
}

/** A network of one convolution, for 3 channels and 2 classes, whose logits of an empty image are 1 and 2. */
export const smallNetwork: ModelSpelling = {
  inputs: { image: ["N", 3, "H", "W"] },
  outputs: ["logits"],
  nodes: [
    {
      op: "Conv",
      name: "conv",
      inputs: ["image", "conv.weight", "conv.bias"],
      outputs: ["convolved"],
      attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
    },
    { op: "Relu", name: "relu", inputs: ["convolved"], outputs: ["features"] },
    { op: "GlobalAveragePool", name: "mean", inputs: ["features"], outputs: ["pooled"] },
    { op: "Flatten", name: "flat", inputs: ["pooled"], outputs: ["row"], attributes: { axis: 1 } },
    {
      op: "Gemm",
      name: "fc",
      inputs: ["row", "fc.weight", "fc.bias"],
      outputs: ["logits"],
      attributes: { alpha: { float: 1 }, transB: 1 },
    },
  ],
  tensors: [
    { name: "conv.weight", shape: [4, 3, 3, 3], floats: Array.from({ length: 108 }, (_, at) => Math.sin(at)) },
    { name: "conv.bias", shape: [4], floats: [0, 0, 0, 0] },
    { name: "fc.weight", shape: [2, 4], floats: [1, 2, 3, 4, -1, -2, -3, -4] },
    { name: "fc.bias", shape: [2], floats: [1, 2] },
  ],
  metadata: { names: "cat\ndog" },
};

const beforeFlat = (smallNetwork.nodes ?? []).slice(0, 4);

/** The same without its matrix: the four features are the class maps. */
export const networkOfOwnMaps: ModelSpelling = { ...smallNetwork, outputs: ["row"], nodes: beforeFlat };

/** The same with the mean normalised over its channels. */
export const networkOfNormalisedMean: ModelSpelling = {
  ...smallNetwork,
  opset: 17,
  nodes: [
    ...beforeFlat,
    { op: "LayerNormalization", name: "norm", inputs: ["row", "gamma", "beta"], outputs: ["normal"], attributes: { epsilon: { float: 1e-6 } } },
    ...(smallNetwork.nodes ?? []).slice(4).map((node) => ({ ...node, inputs: ["normal", ...node.inputs.slice(1)] })),
  ],
  tensors: [
    ...(smallNetwork.tensors ?? []),
    { name: "gamma", shape: [4], floats: [1, 0.5, -2, 3] },
    { name: "beta", shape: [4], floats: [0.25, -1, 0, 2] },
  ],
};
