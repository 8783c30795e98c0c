// The network as an .onnx file, [N, C, H, W], opset 17, its operators those that PyTorch's exporter writes. Field numbers: github.com/onnx/onnx,
// onnx/onnx.proto.
import protobuf from "protobufjs";
import { numbersOf, type Step, type Value } from "../../packages/tensor/src/index.ts";
import { functionName } from "../../packages/tensor/src/ops/activation/activation_functions.ts";
import { nameOf } from "../../packages/tensor/src/ops/arithmetic/arithmetic.ts";
import { type BenchNetwork, kernelPlanes } from "./contender.ts";

const schema = protobuf.parse(`syntax = "proto3";
message Dimension { int64 dim_value = 1; }
message Shape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Attribute { string name = 1; float f = 2; int64 i = 3; Tensor t = 5; repeated int64 ints = 8; int32 type = 20; }
message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; repeated Attribute attribute = 5; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message Opset { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; Graph graph = 7; repeated Opset opset_import = 8; }
`, { keepCase: true }).root;

const [FLOAT, INT64] = [1, 7];

interface Node {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly op_type: string;
  readonly attribute?: readonly object[];
}

/** @returns the bytes of a .onnx file with the input "image" [N, 3, H, W] and the wanted outputs, images as [N, C, H, W] */
export function onnxFile({ name, peers: graph, image }: BenchNetwork, wanted: readonly Value[]): Uint8Array {
  const model = {
    ir_version: 8,
    opset_import: [{ domain: "", version: 17 }],
    graph: {
      name,
      node: graph.steps.flatMap(nodesOf),
      initializer: [...graph.parameters].map(([value, parameter]) => initializer(value, numbersOf(parameter))),
      input: [valueInfo(image)],
      output: wanted.map(valueInfo),
    },
  };
  return schema.lookupType("Model").encode(model).finish();
}

const node = (op_type: string, input: readonly string[], output: string, ...attribute: object[]): Node => ({ op_type, input, output: [output], attribute });

function nodesOf(step: Step): Node[] {
  const { op, inputs, output: { name: out }, constants } = step;
  const names = inputs.map(({ name }) => name);
  const [input = "", ...others] = names;
  switch (op.name) {
    case "conv":
      return [node("Conv", names, out, ...sliding(step), int("group", constants["groups"] ?? 1))];
    case "batch_norm":
      return [node("BatchNormalization", names, out, float("epsilon", constants["epsilon"] ?? 0))];
    case "relu":
      return [node("Relu", names, out)];
    case "activation":
      return activationNodes(step, input, out);
    case "add":
      return [node("Add", names, out)];
    case "arithmetic":
      return timesFactors(step, input, others[0] ?? "", out);
    case "concat":
      return [node("Concat", names, out, int("axis", 1))];
    case "max_pool":
      return [node("MaxPool", names, out, ...sliding(step), ints("kernel_shape", kernelOf(step)))];
    case "average_pool":
      return [node("AveragePool", names, out, ...sliding(step), ints("kernel_shape", kernelOf(step)), int("count_include_pad", constants["countPad"] ?? 0))];
    case "global_average_pool":
      return [node("GlobalAveragePool", names, `${out} (1×1)`), node("Flatten", [`${out} (1×1)`], out)];
    case "group_norm":
      return layerNorm(step, input, others, out);
    case "reshape": // the rows of our weights are in the order H, W, C
      return [node("Transpose", names, `${out} (H, W, C)`, ints("perm", [0, 2, 3, 1])), node("Flatten", [`${out} (H, W, C)`], out)];
    case "linear":
      return [node("Gemm", names, out)];
    default:
      throw new Error(`"${op.name}" has no ONNX form here; add it to nodesOf.`);
  }
}

const kernelOf = ({ constants: { kernelH = 1, kernelW = kernelH } }: Step): number[] => [kernelH, kernelW];

function sliding({ constants: { strideH = 1, strideW = 1, top = 0, left = 0, bottom = 0, right = 0 } }: Step): object[] {
  return [ints("strides", [strideH, strideW]), ints("pads", [top, left, bottom, right])];
}

/** As PyTorch's exporter takes them apart. */
function activationNodes({ constants: { activation = 0, alpha = 0, beta = 0 } }: Step, input: string, out: string): Node[] {
  const called = functionName(activation);
  const scalar = (what: string, value: number): Node => node("Constant", [], `${out} (${what})`, { name: "value", t: { dims: [], data_type: FLOAT, raw_data: bytesOf(Float32Array.of(value)) }, type: 4 });
  switch (called) {
    case "clamp":
      return [scalar("min", alpha), scalar("max", beta), node("Clip", [input, `${out} (min)`, `${out} (max)`], out)];
    case "sigmoid":
      return [node("Sigmoid", [input], out)];
    case "silu":
      return [node("Sigmoid", [input], `${out} (sigmoid)`), node("Mul", [input, `${out} (sigmoid)`], out)];
    case "hardSigmoid":
      return [node("HardSigmoid", [input], out, float("alpha", alpha), float("beta", beta))];
    case "hardSwish":
      return [node("HardSwish", [input], out)];
    case "gelu":
      return [
        scalar("√2", Math.SQRT2), scalar("1", 1), scalar("½", 0.5),
        node("Div", [input, `${out} (√2)`], `${out} (divided)`), node("Erf", [`${out} (divided)`], `${out} (erf)`),
        node("Add", [`${out} (erf)`, `${out} (1)`], `${out} (sum)`), node("Mul", [input, `${out} (sum)`], `${out} (doubled)`),
        node("Mul", [`${out} (doubled)`, `${out} (½)`], out),
      ];
    default:
      throw new Error(`"${called}" has no ONNX form here; add it to activationNodes.`);
  }
}

/** [N, C, H, W] times [N, C]. */
function timesFactors({ inputs: [a, b], constants }: Step, input: string, factors: string, out: string): Node[] {
  if (nameOf(constants["function"] ?? NaN) !== "MULTIPLY" || a?.shape.length !== 4 || b?.shape.length !== 2) throw new Error(`"${out}" has no ONNX form here; add it to timesFactors.`);
  const axes = node("Constant", [], `${out} (axes)`, { name: "value", t: { dims: [2], data_type: INT64, raw_data: bytesOf(BigInt64Array.of(2n, 3n)) }, type: 4 });
  return [axes, node("Unsqueeze", [factors, `${out} (axes)`], `${out} (1×1)`), node("Mul", [input, `${out} (1×1)`], out)];
}

/** Over the channels of each position. */
function layerNorm({ output, constants: { epsilon = 0, positions } }: Step, input: string, others: readonly string[], out: string): Node[] {
  if (positions !== 1) throw new Error(`"${out}" has no ONNX form here; add it to layerNorm.`);
  const attributes = [int("axis", -1), float("epsilon", epsilon)];
  if (output.shape.length === 2) return [node("LayerNormalization", [input, ...others], out, ...attributes)];
  return [
    node("Transpose", [input], `${out} (before)`, ints("perm", [0, 2, 3, 1])),
    node("LayerNormalization", [`${out} (before)`, ...others], `${out} (after)`, ...attributes),
    node("Transpose", [`${out} (after)`], out, ints("perm", [0, 3, 1, 2])),
  ];
}

const float = (name: string, f: number): object => ({ name, f, type: 1 });
const int = (name: string, i: number): object => ({ name, i, type: 2 });
const ints = (name: string, values: readonly number[]): object => ({ name, ints: values, type: 7 });
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

function valueInfo({ name, shape }: Value): object {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  const lengths = shape.length === 4 ? [n, c, h, w] : shape;
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim: lengths.map((length) => ({ dim_value: length })) } } } };
}

function initializer({ name, shape }: Value, numbers: Float32Array): object {
  const { data, shape: dims } = kernelPlanes(numbers, shape);
  return { name, dims, data_type: FLOAT, raw_data: bytesOf(data) };
}
