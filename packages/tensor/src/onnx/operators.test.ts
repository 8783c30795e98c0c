// One network said in many ways: every spelling must give the same logits as the small network's own.
import { describe, expect, it, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { elements } from "../graph/graph.ts";
import { expectClose, seeded } from "../testing/index.ts";
import { field, onnxFileOf, smallNetwork, type ModelSpelling, type NodeSpelling, type OnnxTensorSpelling } from "../testing/onnx.ts";
import { readOnnx } from "./model.ts";
import { onnxNetwork, type OnnxNetwork } from "./network.ts";

const [conv, relu, mean, flat, fc] = smallNetwork.nodes as readonly [NodeSpelling, NodeSpelling, NodeSpelling, NodeSpelling, NodeSpelling];
const tensors = smallNetwork.tensors ?? [];

const networkOf = (model: ModelSpelling, size: readonly [number, number] = [9, 11]): OnnxNetwork => onnxNetwork(readOnnx(onnxFileOf({ ...smallNetwork, ...model })), { size });

function logitsOf({ graph, image, logits }: OnnxNetwork): Float32Array {
  return runByReferences(graph, [logits], { [image.name]: seeded(1, elements(image.shape)) })[logits.name] as Float32Array;
}

const expected = logitsOf(networkOf({}));

/** More tensors than the small network's. */
const withTensors = (...more: readonly OnnxTensorSpelling[]): Pick<ModelSpelling, "tensors"> => ({ tensors: [...tensors, ...more] });
const ints = (name: string, ...values: readonly number[]): OnnxTensorSpelling => ({ name, shape: [values.length], ints: values });
const node = (op: string, inputs: readonly string[], output: string, attributes: NonNullable<NodeSpelling["attributes"]> = {}): NodeSpelling => ({ op, inputs, outputs: [output], attributes });
const numbersOf = (name: string): readonly number[] => tensors.find((tensor) => tensor.name === name)?.floats ?? [];
const [weight, bias] = [numbersOf("fc.weight"), numbersOf("fc.bias")];
const turned = Array.from({ length: 8 }, (_, at) => weight[(at % 2) * 4 + Math.floor(at / 2)] as number); // [4, 2]
const padded = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] };

const spellings: readonly (readonly [string, ModelSpelling])[] = [
  ["SAME_UPPER", { nodes: [{ ...conv, attributes: { auto_pad: "SAME_UPPER", strides: [2, 2] } }, relu, mean, flat, fc] }],
  ["SAME_LOWER", { nodes: [{ ...conv, attributes: { auto_pad: "SAME_LOWER", strides: [2, 2] } }, relu, mean, flat, fc] }],
  ["a bias that is added, [4, 1, 1]", { ...withTensors({ name: "own", shape: [4, 1, 1], floats: [0, 0, 0, 0] }), nodes: [node("Conv", ["image", "conv.weight"], "product", padded), node("Add", ["own", "product"], "convolved"), relu, mean, flat, fc] }],
  ["scaled, shifted and back", {
    ...withTensors({ name: "four", shape: [1, 4, 1, 1], floats: [1, 2, 3, 4] }, { name: "one", shape: [], floats: [5] }),
    nodes: [{ ...conv, outputs: ["a"] }, node("Mul", ["a", "four"], "b"), node("Add", ["one", "b"], "c"), node("Sub", ["one", "c"], "d"), node("Div", ["d", "four"], "e"), node("Mul", ["minus", "e"], "convolved"), relu, mean, flat, fc, node("Constant", [], "minus", { value_float: { float: -1 } })],
  }],
  ["ReduceMean", { nodes: [conv, relu, node("ReduceMean", ["features"], "pooled", { axes: [-1, 2] }), flat, fc] }],
  ["ReduceMean without the axes", { nodes: [conv, relu, node("ReduceMean", ["features"], "row", { axes: [2, 3], keepdims: 0 }), fc] }],
  ["ReduceMean of opset 18", { opset: 18, ...withTensors(ints("axes", 2, 3)), nodes: [conv, relu, node("ReduceMean", ["features", "axes"], "row", { keepdims: 0 }), fc] }],
  ["Squeeze", { opset: 11, nodes: [conv, relu, mean, node("Squeeze", ["pooled"], "row", { axes: [2, 3] }), fc] }],
  ["Reshape", { ...withTensors(ints("shape", 0, -1)), nodes: [conv, relu, mean, node("Reshape", ["pooled", "shape"], "row"), fc] }],
  ["Reshape to a batch of one", { ...withTensors(ints("shape", 1, 4)), nodes: [conv, relu, mean, node("Reshape", ["pooled", "shape"], "row"), fc] }],
  ["a file for a batch of eight", { inputs: { image: [8, 3, "H", "W"] }, ...withTensors(ints("shape", 8, 4)), nodes: [conv, relu, mean, node("Reshape", ["pooled", "shape"], "row"), fc] }],
  ["a batch of one, taken away and put back", { opset: 11, inputs: { image: [1, 3, "H", "W"] }, ...withTensors(ints("shape", 1, 4)), nodes: [conv, relu, mean, node("Squeeze", ["pooled"], "a", { axes: [0] }), node("Reshape", ["a", "shape"], "row"), fc] }],
  ["axes to and fro", { nodes: [conv, node("Transpose", ["convolved"], "a", { perm: [0, 2, 3, 1] }), node("Relu", ["a"], "b"), node("ReduceMean", ["b"], "row", { axes: [1, 2], keepdims: 0 }), fc] }],
  ["an image channels-last", { inputs: { image: ["N", "H", "W", 3] }, nodes: [node("Transpose", ["image"], "first", { perm: [0, 3, 1, 2] }), { ...conv, inputs: ["first", "conv.weight", "conv.bias"] }, relu, mean, flat, fc] }],
  ["Gemm with its matrix turned", { tensors: [...tensors.slice(0, 2), { name: "fc.weight", shape: [4, 2], floats: turned }, ...tensors.slice(3)], nodes: [conv, relu, mean, flat, { ...fc, attributes: {} }] }],
  ["Gemm with factors", { tensors: [...tensors.slice(0, 2), { name: "fc.weight", shape: [2, 4], floats: weight.map((x) => x / 2) }, { name: "fc.bias", shape: [1, 2], floats: bias.map((x) => x * 4) }], nodes: [conv, relu, mean, flat, { ...fc, attributes: { transB: 1, alpha: { float: 2 }, beta: { float: 0.25 } } }] }],
  ["Gemm of a transposed matrix", { nodes: [conv, relu, mean, flat, node("Transpose", ["fc.weight"], "turned"), node("Gemm", ["row", "turned", "fc.bias"], "logits")] }],
  ["MatMul and Add", { ...withTensors({ name: "turned", shape: [4, 2], floats: turned }), nodes: [conv, relu, mean, flat, node("MatMul", ["row", "turned"], "product"), node("Add", ["product", "fc.bias"], "logits")] }],
  ["MatMul, then Sub", { ...withTensors({ name: "turned", shape: [4, 2], floats: turned }, { name: "less", shape: [2], floats: bias.map((x) => -x) }), nodes: [conv, relu, mean, flat, node("MatMul", ["row", "turned"], "product"), node("Sub", ["product", "less"], "logits")] }],
  ["a 1×1 convolution as the last layer", { ...withTensors({ name: "points", shape: [2, 4, 1, 1], floats: weight }), nodes: [conv, relu, mean, node("Conv", ["pooled", "points", "fc.bias"], "map"), node("Flatten", ["map"], "logits")] }],
  ["Dropout with its mask, Identity, Cast", { nodes: [conv, { op: "Dropout", inputs: ["convolved"], outputs: ["a", "mask"] }, node("Cast", ["a"], "b", { to: 1 }), node("Identity", ["b"], "c"), { ...relu, inputs: ["c"] }, mean, flat, fc] }],
  ["a softmax at the end", { nodes: [conv, relu, mean, flat, fc, node("Softmax", ["logits"], "p", { axis: 1 })], outputs: ["p"] }],
  ["the class alone at the end, of probabilities", { nodes: [conv, relu, mean, flat, fc, node("Softmax", ["logits"], "p", { axis: 1 }), node("ArgMax", ["p"], "class", { axis: 1 })], outputs: ["class"] }],
  ["weights among the inputs", { inputs: { "conv.weight": [4, 3, 3, 3], image: ["N", 3, "H", "W"], "fc.weight": [2, 4] } }],
  ["weights that are quantised", { ...withTensors({ name: "q", shape: [2, 4], ints: weight.map((x) => x * 2 + 3) }, { name: "scale", shape: [], floats: [0.5] }, { name: "zero", shape: [], ints: [3] }), nodes: [conv, relu, mean, flat, node("DequantizeLinear", ["q", "scale", "zero"], "w"), { ...fc, inputs: ["row", "w", "fc.bias"] }] }],
  ["a node that nobody reads, of no known operator", { nodes: [conv, node("Nonsense", ["convolved"], "nothing"), relu, mean, flat, fc] }],
  ["one bias for two layers", { nodes: [conv, relu, mean, flat, fc, node("Relu", ["other"], "unread"), node("Gemm", ["row", "fc.weight", "fc.bias"], "other", { transB: 1 })] }],
  ["zeros of its own on two sides", { nodes: [node("Pad", ["image", "pads"], "wide"), { ...conv, inputs: ["wide", "conv.weight", "conv.bias"], attributes: { strides: [2, 2], pads: [0, 0, 1, 1] } }, relu, mean, flat, fc], ...withTensors(ints("pads", 0, 0, 1, 1, 0, 0, 0, 0)) }],
  ["Pad by attributes, before 11", { opset: 9, nodes: [node("Pad", ["image"], "wide", { pads: [0, 0, 1, 1, 0, 0, 1, 1] }), { ...conv, inputs: ["wide", "conv.weight", "conv.bias"], attributes: { strides: [2, 2] } }, relu, mean, flat, fc] }],
  ["Clip by attributes, before 11", { opset: 9, nodes: [conv, node("Clip", ["convolved"], "features", { min: { float: 0 } }), mean, flat, fc] }],
  ["Clip by inputs", { ...withTensors({ name: "0", shape: [], floats: [0] }), nodes: [conv, node("Clip", ["convolved", "0"], "features"), mean, flat, fc] }],
  ["LeakyRelu and PRelu of slope 0", { ...withTensors({ name: "slope", shape: [4, 1, 1], floats: [0, 0, 0, 0] }), nodes: [conv, node("PRelu", ["convolved", "slope"], "a"), node("LeakyRelu", ["a"], "features", { alpha: { float: 0 } }), mean, flat, fc] }],
  ["halves, cut and joined", { ...withTensors(ints("parts", 1, 3)), nodes: [conv, { op: "Split", inputs: ["convolved", "parts"], outputs: ["a", "b"], attributes: { axis: 1 } }, node("Relu", ["b"], "c"), node("Relu", ["a"], "d"), node("Concat", ["d", "c"], "features", { axis: 1 }), mean, flat, fc] }],
  ["Split by attributes, before 13", { opset: 11, nodes: [conv, { op: "Split", inputs: ["convolved"], outputs: ["a", "b"], attributes: { axis: -3, split: [2, 2] } }, node("Concat", ["a", "b"], "c", { axis: -3 }), { ...relu, inputs: ["c"] }, mean, flat, fc] }],
  ["all channels, gathered", { ...withTensors(ints("order", 0, 1, -2, 3)), nodes: [conv, node("Gather", ["convolved", "order"], "a", { axis: 1 }), { ...relu, inputs: ["a"] }, mean, flat, fc] }],
  ["a border, put on and cut off", { ...withTensors(ints("pads", 0, 0, 2, 1, 0, 0, 0, 3), ints("from", 2, 1), ints("to", 2 ** 31, -3), ints("axes", 2, 3)), nodes: [conv, node("Pad", ["convolved", "pads"], "a", { mode: "edge" }), node("Slice", ["a", "from", "to", "axes"], "b"), { ...relu, inputs: ["b"] }, mean, flat, fc] }],
  ["channels in groups, and back", { ...withTensors(ints("groups", 0, 2, 2, 5, 6), ints("whole", 0, -1, 5, 6)), nodes: [conv, node("Reshape", ["convolved", "groups"], "a"), node("Transpose", ["a"], "b", { perm: [0, 2, 1, 3, 4] }), node("Transpose", ["b"], "c", { perm: [0, 2, 1, 3, 4] }), node("Reshape", ["c", "whole"], "d"), { ...relu, inputs: ["d"] }, mean, flat, fc] }],
  ["a product with ones of its own", { nodes: [conv, relu, node("Sub", ["features", "features"], "zeros"), node("GlobalMaxPool", ["zeros"], "zero"), node("Add", ["zero", "one"], "ones"), node("Mul", ["features", "ones"], "a"), node("GlobalAveragePool", ["a"], "pooled"), flat, fc], ...withTensors({ name: "one", shape: [1], floats: [1] }) }],
  ["a window over each pixel", { nodes: [conv, node("MaxPool", ["convolved"], "a", { kernel_shape: [1, 1] }), node("AveragePool", ["a"], "b", { kernel_shape: [1, 1], ceil_mode: 1 }), { ...relu, inputs: ["b"] }, mean, flat, fc] }],
  ["a response of one channel to itself alone", { nodes: [conv, relu, node("LRN", ["features"], "a", { size: 3, alpha: { float: 0 } }), { ...mean, inputs: ["a"] }, flat, fc] }],
  ["a sum of three, two of them nothing", { nodes: [conv, node("Sub", ["convolved", "convolved"], "nothing"), node("Sum", ["nothing", "convolved", "nothing"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc] }],
  ["Mish, and what it is, taken away", { nodes: [conv, node("Mish", ["convolved"], "m"), node("Softplus", ["convolved"], "s"), node("Tanh", ["s"], "t"), node("Mul", ["convolved", "t"], "p"), node("Sub", ["m", "p"], "nothing"), node("Add", ["nothing", "convolved"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc] }],
  ["windows, and back", { ...withTensors(ints("apart", 0, 4, 5, 2, 3), ints("whole", 0, 4, 5, 6)), nodes: [conv, node("Reshape", ["convolved", "apart"], "a"), node("Transpose", ["a"], "b", { perm: [0, 1, 4, 3, 2] }), node("Transpose", ["b"], "c", { perm: [0, 1, 4, 3, 2] }), node("Reshape", ["c", "whole"], "d"), { ...relu, inputs: ["d"] }, mean, flat, fc] }],
  ["every second row, then the others", { ...withTensors(ints("0", 0), ints("1", 1), ints("9", 9), ints("2", 2)), nodes: [conv, node("Slice", ["convolved", "0", "9", "2", "2"], "even"), node("Slice", ["convolved", "1", "9", "2", "2"], "odd"), node("Concat", ["even", "odd"], "a", { axis: 2 }), { ...relu, inputs: ["a"] }, mean, flat, fc] }],
  ["the other way round, twice", { ...withTensors(ints("-1", -1), ints("least", -(2 ** 31)), ints("3", 3)), nodes: [conv, node("Slice", ["convolved", "-1", "least", "3", "-1"], "a"), node("Slice", ["a", "-1", "least", "3", "-1"], "b"), { ...relu, inputs: ["b"] }, mean, flat, fc] }],
  ["squares and their roots", { ...withTensors({ name: "2", shape: [], floats: [2] }), nodes: [conv, relu, node("Pow", ["features", "2"], "a"), node("Sqrt", ["a"], "b"), { ...mean, inputs: ["b"] }, flat, fc] }],
  ["one over one over it", { ...withTensors({ name: "9", shape: [], floats: [9] }), nodes: [conv, node("Add", ["convolved", "9"], "a"), node("Reciprocal", ["a"], "b"), node("Reciprocal", ["b"], "c"), node("Sub", ["c", "9"], "d"), { ...relu, inputs: ["d"] }, mean, flat, fc] }],
  ["its logarithm's exponential", { ...withTensors({ name: "9", shape: [], floats: [9] }), nodes: [conv, node("Add", ["convolved", "9"], "a"), node("Log", ["a"], "b"), node("Exp", ["b"], "c"), node("Sub", ["c", "9"], "d"), { ...relu, inputs: ["d"] }, mean, flat, fc] }],
  ["half of it and its size", { ...withTensors({ name: "half", shape: [1], floats: [0.5] }), nodes: [conv, node("Abs", ["convolved"], "a"), node("Add", ["a", "convolved"], "b"), node("Mul", ["b", "half"], "features"), mean, flat, fc] }],
  ["the larger of it and 0", { ...withTensors({ name: "0", shape: [], floats: [0] }), nodes: [conv, node("Max", ["0", "convolved"], "features"), mean, flat, fc] }],
  ["the larger of it and its negative half, and the smaller of large numbers", { ...withTensors({ name: "99", shape: [4, 1, 1], floats: [99, 100, 101, 102] }), nodes: [conv, relu, node("Neg", ["features"], "a"), node("Max", ["a", "features"], "b"), node("Min", ["b", "99"], "c"), { ...mean, inputs: ["c"] }, flat, fc] }],
  ["a mean of two of it", { nodes: [conv, node("Mean", ["convolved", "convolved"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc] }],
  ["sums along single axes", { ...withTensors(ints("2", 2), ints("3", 3), { name: "count", shape: [], floats: [30] }), nodes: [conv, relu, node("ReduceSum", ["features", "2"], "a"), node("ReduceSum", ["a", "3"], "b"), node("Div", ["b", "count"], "pooled"), flat, fc] }],
  ["its zeros' places, by a mask", { ...withTensors({ name: "mask", shape: [4, 1, 1], type: 9, fields: [field(9, Uint8Array.of(1, 0, 1, 0))] }), nodes: [conv, node("Where", ["mask", "convolved", "convolved"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc] }],
  ["a mean that is expanded, and whose mean is taken", { ...withTensors(ints("shape", 1, 4, 3, 5)), nodes: [conv, relu, mean, node("Expand", ["pooled", "shape"], "a"), node("GlobalAveragePool", ["a"], "b"), { ...flat, inputs: ["b"] }, fc] }],
  ["twice as large, by its nearest pixels", { ...withTensors({ name: "by", shape: [4], floats: [1, 1, 2, 2] }), nodes: [conv, relu, node("Resize", ["features", "", "by"], "a", { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }), { ...mean, inputs: ["a"] }, flat, fc] }],
  ["Upsample of opset 9", { opset: 9, ...withTensors({ name: "by", shape: [4], floats: [1, 1, 2, 3] }), nodes: [conv, relu, node("Upsample", ["features", "by"], "a"), { ...mean, inputs: ["a"] }, flat, fc] }],
  ["channels as blocks of pixels, and back", { nodes: [conv, node("DepthToSpace", ["convolved"], "a", { blocksize: 2 }), node("SpaceToDepth", ["a"], "b", { blocksize: 2 }), { ...relu, inputs: ["b"] }, mean, flat, fc] }],
  ["numbers of their own for each pixel", { ...withTensors({ name: "plus", shape: [4, 5, 6], floats: Array.from({ length: 120 }, (_, at) => at) }), nodes: [conv, node("Add", ["convolved", "plus"], "a"), node("Sub", ["a", "plus"], "b"), { ...relu, inputs: ["b"] }, mean, flat, fc] }],
  ["tensors of other axes", { nodes: [conv, node("Transpose", ["convolved"], "turned", { perm: [0, 2, 3, 1] }), node("Abs", ["convolved"], "a"), node("Transpose", ["a"], "b", { perm: [0, 2, 3, 1] }), node("Flatten", ["turned"], "c"), node("Flatten", ["b"], "d"), node("Add", ["c", "d"], "e"), node("Reshape", ["e", "shape"], "f"), node("Transpose", ["f"], "g", { perm: [0, 3, 1, 2] }), node("Mul", ["g", "half"], "features"), mean, flat, fc], ...withTensors(ints("shape", 1, 5, 6, 4), { name: "half", shape: [], floats: [0.5] }) }],
  ["means by a matrix behind a flattened [H, W, C], as Keras has it", { ...withTensors({ name: "means", shape: [120, 4], floats: Array.from({ length: 480 }, (_, at) => (Math.floor(at / 4) % 4 === at % 4 ? 1 / 30 : 0)) }, ints("rows", -1, 120)), nodes: [conv, relu, node("Transpose", ["features"], "a", { perm: [0, 2, 3, 1] }), node("Reshape", ["a", "rows"], "b"), node("MatMul", ["b", "means"], "row"), fc] }],
  ["what is larger than 0, chosen", { ...withTensors({ name: "0", shape: [], floats: [0] }), nodes: [conv, node("Greater", ["convolved", "0"], "is"), node("Where", ["is", "convolved", "0"], "features"), mean, flat, fc] }],
  ["what is not less than 0, or is 0, and is not smaller", { ...withTensors({ name: "0", shape: [], floats: [0] }), nodes: [conv, node("Less", ["convolved", "0"], "a"), node("Not", ["a"], "b"), node("Equal", ["convolved", "0"], "c"), node("Or", ["b", "c"], "d"), node("GreaterOrEqual", ["convolved", "0"], "e"), node("And", ["d", "e"], "f"), node("LessOrEqual", ["convolved", "0"], "g"), node("Where", ["g", "0", "convolved"], "h"), node("Where", ["f", "h", "0"], "features"), mean, flat, fc] }],
  ["an input of another name", { inputs: { x: ["N", 3, "H", "W"] }, nodes: [{ ...conv, inputs: ["x", "conv.weight", "conv.bias"], outputs: ["image"] }, { ...relu, inputs: ["image"] }, mean, flat, fc] }],
];

describe("the same logits", () => {
  it.each(spellings)("by %s", (_, model) => expectClose(logitsOf(networkOf(model)), expected, 1e-6, "logits")); // of sums of 27 products in float64, rounded now and then
});

describe("activations that exporters write in several nodes are one step", () => {
  const known = withTensors(...[["3", 3], ["6", 6], ["0", 0], ["sixth", 1 / 6]].map(([name, value]): OnnxTensorSpelling => ({ name: String(name), shape: [], floats: [Number(value)] })));
  const with_ = (opset: number, ...nodes: readonly NodeSpelling[]): OnnxNetwork => networkOf({ opset, ...known, nodes: [conv, ...nodes, { ...mean, inputs: ["y"] }, flat, fc] });
  const hard = with_(14, node("HardSwish", ["convolved"], "y"));
  const hardSigmoid = with_(14, node("HardSigmoid", ["convolved"], "y", { alpha: { float: 1 / 6 } }));
  const own = (op: string, alone: readonly NodeSpelling[]): OnnxNetwork => (op === "" ? with_(13, ...alone) : with_(20, node(op, ["convolved"], "y")));

  it.each<[string, OnnxNetwork, readonly NodeSpelling[], number?]>([
    ["Mish", own("Mish", []), [node("Softplus", ["convolved"], "s"), node("Tanh", ["s"], "t"), node("Mul", ["t", "convolved"], "y")]],
    ["hard swish by HardSigmoid", hard, [node("HardSigmoid", ["convolved"], "s", { alpha: { float: 1 / 6 } }), node("Mul", ["convolved", "s"], "y")]],
    ["hard swish by Clip, divided first", hard, [node("Add", ["convolved", "3"], "a"), node("Clip", ["a", "0", "6"], "b"), node("Div", ["b", "6"], "c"), node("Mul", ["convolved", "c"], "y")]],
    ["hard swish by Clip, divided last", hard, [node("Add", ["3", "convolved"], "a"), node("Clip", ["a", "0", "6"], "b"), node("Mul", ["convolved", "b"], "c"), node("Div", ["c", "6"], "y")]],
    ["hard swish by Clip of opset 9", hard, [node("Add", ["convolved", "3"], "a"), node("Clip", ["a"], "b", { min: { float: 0 }, max: { float: 6 } }), node("Mul", ["b", "sixth"], "c"), node("Mul", ["c", "convolved"], "y")], 9],
    ["hard swish by Relu and Min, as TensorFlow's", hard, [node("Add", ["convolved", "3"], "a"), node("Relu", ["a"], "b"), node("Min", ["b", "6"], "c"), node("Mul", ["convolved", "c"], "d"), node("Mul", ["d", "sixth"], "y")]],
    ["hard sigmoid by Min and Max", hardSigmoid, [node("Add", ["convolved", "3"], "a"), node("Min", ["a", "6"], "b"), node("Max", ["b", "0"], "c"), node("Div", ["c", "6"], "y")]],
  ])("%s", (_, expectedNetwork, nodes, opset = 13) => {
    const found = with_(opset, ...nodes);
    expect(found.graph.steps.length).toBe(expectedNetwork.graph.steps.length);
    expectClose(logitsOf(found), logitsOf(expectedNetwork), 1e-6, "logits");
  });

  it("SiLU", () => {
    const found = with_(13, node("Sigmoid", ["convolved"], "s"), node("Mul", ["convolved", "s"], "y"));
    expect(found.graph.steps.map(({ op }) => op.name)).toEqual(hard.graph.steps.map(({ op }) => op.name));
    const apart = with_(13, node("Sigmoid", ["convolved"], "s"), node("Abs", ["s"], "t"), node("Mul", ["convolved", "t"], "y"));
    expectClose(logitsOf(found), logitsOf(apart), 1e-6, "logits");
  });

  it("and not where another reads what lies between, or the numbers are others", () => {
    const read = with_(13, node("Sigmoid", ["convolved"], "s"), node("Mul", ["convolved", "s"], "t"), node("Add", ["s", "t"], "y"));
    const three = with_(13, node("Add", ["convolved", "3"], "a"), node("Min", ["a", "6"], "b"), node("Max", ["b", "0", "3"], "c"), node("Div", ["c", "6"], "y"));
    const fours = with_(13, node("Add", ["convolved", "6"], "a"), node("Clip", ["a", "0", "6"], "b"), node("Div", ["b", "6"], "c"), node("Mul", ["convolved", "c"], "y"));
    expect(read.graph.steps.length).toBe(hard.graph.steps.length + 2);
    expect(fours.graph.steps.length).toBe(hard.graph.steps.length + 3);
    expect(three.graph.steps.length).toBe(hard.graph.steps.length + 4);
  });
});

test("a mean of squares over another axis than the mean is no layer norm", () => {
  const numbers = withTensors({ name: "2", shape: [], floats: [2] }, { name: "small", shape: [], floats: [1e-5] });
  const network = (square: NodeSpelling, axis: number): OnnxNetwork => networkOf({
    ...numbers,
    nodes: [
      conv, node("Transpose", ["convolved"], "x", { perm: [0, 2, 3, 1] }), node("ReduceMean", ["x"], "m", { axes: [-1] }), node("Sub", ["x", "m"], "c"), square, node("ReduceMean", ["s"], "v", { axes: [axis] }),
      node("Add", ["v", "small"], "e"), node("Sqrt", ["e"], "r"), node("Div", ["c", "r"], "d"), node("Transpose", ["d"], "y", { perm: [0, 3, 1, 2] }), { ...relu, inputs: ["y"] }, mean, flat, fc,
    ],
  });
  for (const axis of [1, 3]) {
    const [found, apart] = [network(node("Pow", ["c", "2"], "s"), axis), network(node("Mul", ["c", "c"], "s"), axis)];
    expect(found.graph.steps.some(({ op }) => op.name === "group_norm")).toBe(axis === 3);
    expectClose(logitsOf(found), logitsOf(apart), 1e-5, "logits"); // quotients of sums of four or of five
  }
});

test("a square map and its transpose are joined each in its own order", () => {
  const nodes = [
    conv, node("Transpose", ["convolved"], "turned", { perm: [0, 1, 3, 2] }), { op: "Concat", inputs: ["convolved", "turned"], outputs: ["both"], attributes: { axis: 1 } },
    { op: "Split", inputs: ["both"], outputs: ["a", "b"], attributes: { axis: 1 } }, node("Transpose", ["b"], "again", { perm: [0, 1, 3, 2] }), node("Sub", ["again", "a"], "none"), node("Abs", ["none"], "size"),
    node("Sub", ["convolved", "size"], "less"), { ...relu, inputs: ["less"] }, mean, flat, fc,
  ];
  expectClose(logitsOf(networkOf({ nodes }, [9, 9])), logitsOf(networkOf({}, [9, 9])), 1e-6, "logits");
});

test("what is added to a product by rows is no bias, though there are as many columns", () => {
  const rows = Array.from({ length: 30 }, (_, at) => at);
  const numbers = withTensors(ints("shape", 1, 4, 30), { name: "m", shape: [4, 30], floats: Array.from({ length: 120 }, (_, at) => Math.cos(at)) }, { name: "plus", shape: [30, 1], floats: rows }, { name: "minus", shape: [30, 1], floats: rows.map((x) => -x) });
  const network = (last: NodeSpelling): Float32Array => logitsOf(networkOf({
    ...numbers, outputs: ["y"],
    nodes: [conv, node("Reshape", ["convolved", "shape"], "a"), node("Transpose", ["a"], "b", { perm: [0, 2, 1] }), node("MatMul", ["b", "m"], "c"), last, node("ReduceMean", ["d"], "y", { axes: [2], keepdims: 0 })],
  }));
  expectClose(network(node("Add", ["c", "plus"], "d")), network(node("Sub", ["c", "minus"], "d")), 1e-6, "logits"); // sums of 30, up to 30
});

test("groups are normalised alike by every opset and by several nodes", () => {
  const pair = (name: string, ...floats: readonly number[]): OnnxTensorSpelling => ({ name, shape: [floats.length], floats });
  const numbers = withTensors(pair("one", 1, 1), pair("zero", 0, 0), pair("1", 1, 1, 1, 1), pair("0", 0, 0, 0, 0), ints("rows", 0, 2, -1), ints("whole", 0, 4, 5, 6));
  const network = (opset: number, ...nodes: readonly NodeSpelling[]): Float32Array => logitsOf(networkOf({ opset, ...numbers, nodes: [conv, ...nodes, { ...relu, inputs: ["n"] }, mean, flat, fc] }));
  const several = network(13, node("Reshape", ["convolved", "rows"], "a"), node("InstanceNormalization", ["a", "one", "zero"], "b"), node("Reshape", ["b", "whole"], "n"));
  expectClose(network(18, node("GroupNormalization", ["convolved", "one", "zero"], "n", { num_groups: 2 })), several, 1e-6, "opset 18");
  expectClose(network(21, node("GroupNormalization", ["convolved", "1", "0"], "n", { num_groups: 2 })), several, 1e-6, "opset 21");
  expect(several).not.toEqual(expected);
});

test.each([[1, 2 ** 27], [2, 100]])("a flattened image goes through a matrix in the file's order of its numbers, in %i parts", (parts, mostBytes) => {
  const [height, width] = [2, 5];
  const values = Array.from({ length: 20 }, (_, at) => at + 1); // [2, 2, 5], channels first
  const matrix = { name: "m", shape: [20, 5], floats: Array.from({ length: 100 }, (_, at) => (at % 5 ? at % 5 : 10 ** Math.floor(at / 20))) };
  const common = { inputs: { image: [1, 2, height, width] }, outputs: ["logits"], tensors: [matrix] };
  const { graph, image, logits } = onnxNetwork(readOnnx(onnxFileOf({ ...common, nodes: [node("Flatten", ["image"], "row"), node("MatMul", ["row", "m"], "logits")] })), { mostBytes });
  const channelsLast = Float32Array.from({ length: 20 }, (_, at) => values[(at % 2) * 10 + Math.floor(at / 2)] as number);
  const products = [0, 1, 2, 3, 4].map((k) => values.reduce((sum, value, at) => sum + value * (matrix.floats[5 * at + k] as number), 0));
  expect(graph.steps.filter(({ op }) => op.name === "linear").length).toBe(parts);
  expect(runByReferences(graph, [logits], { [image.name]: channelsLast })[logits.name]).toEqual(Float32Array.from(products));
});

describe("refused, with what would help", () => {
  it.each<[string, ModelSpelling, RegExp]>([
    ["training", { nodes: [conv, { ...relu, op: "BatchNormalization", inputs: ["convolved", ...Array.from({ length: 4 }, () => "conv.bias")], attributes: { training_mode: 1 } }, mean, flat, fc], opset: 15 }, /model\.eval\(\)/],
    ["tensors of other axes", { nodes: [conv, node("Transpose", ["convolved"], "turned", { perm: [0, 1, 3, 2] }), node("Transpose", ["convolved"], "again", { perm: [0, 1, 3, 2] }), node("Mul", ["turned", "convolved"], "sum"), { ...relu, inputs: ["sum"] }, mean, flat, fc] }, /Mul node "sum" \(opset 13\) joins \[1, 4, 6, 5\] and \[1, 4, 5, 6\]/],
    ["a second output", { nodes: [conv, { op: "Dropout", inputs: ["convolved"], outputs: ["a", "mask"] }, { ...relu, inputs: ["mask"] }, mean, flat, fc] }, /"mask", a second output/],
    ["several inputs", { inputs: { image: ["N", 3, "H", "W"], other: ["N", 4, 1, 1] }, nodes: [conv, relu, mean, node("Add", ["pooled", "other"], "a"), { ...flat, inputs: ["a"] }, fc] }, /depends on 2 inputs: "image", "other"/],
    ["several outputs", { nodes: [conv, relu, mean, flat, fc, { ...fc, name: "other", outputs: ["others"] }], outputs: [["logits", ["N", 2]], ["others", ["N", 2]], ["features", ["N", 4, "H", "W"]]] },
      /several outputs could hold .* the file has "logits" \[N, 2\], "others" \[N, 2\], "features" \[N, 4, H, W\]\. .*--output NAME/],
    ["maps as outputs", { outputs: [["features", ["N", 4, "H", "W"]], ["convolved", ["N", 4, "H", "W"]]] }, /no output holds a number for each class; the file has "features"/],
    ["a map as output", { outputs: ["features"] }, /\[1, 4, 5, 6\], not one number for each class/],
    ["sound", { inputs: { image: ["N", 3, "T"] } }, /the input "image" is \[N, 3, T\] of type float; expected an image/],
    ["no known number of channels", { inputs: { image: ["N", "C", "H", "W"] } }, /how many channels/],
    ["products of two tensors", { nodes: [conv, node("MatMul", ["convolved", "convolved"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc] }, /MatMul node "a" \(opset 13\) multiplies two tensors that the network computes.*attention/],
    ["powers that differ", { nodes: [conv, node("Pow", ["convolved", "p"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc], ...withTensors({ name: "p", shape: [4, 1, 1], floats: [1, 2, 3, 4] }) }, /Pow node "a" \(opset 13\) raises to powers that differ/],
    ["a window without end", { nodes: [conv, node("MaxPool", ["convolved"], "a", { kernel_shape: [2 ** 40, 2 ** 40] }), { ...relu, inputs: ["a"] }, mean, flat, fc] }, /up to 16384/],
    ["a slice of nothing", { nodes: [conv, node("Slice", ["convolved", "9", "9", "2"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc], ...withTensors(ints("9", 9), ints("2", 2)) }, /leaves nothing of axis 2/],
    ["a resize that rounds by a rule of its own", { nodes: [conv, node("Resize", ["convolved", "", "by"], "a", { nearest_mode: "up" }), { ...relu, inputs: ["a"] }, mean, flat, fc], ...withTensors({ name: "by", shape: [4], floats: [1, 1, 2, 2] }) }, /rounds by up\. Computed are/],
    ["a resize by rules of its own", { nodes: [conv, node("Resize", ["convolved", "", "by"], "a", { coordinate_transformation_mode: "tf_crop_and_resize" }), { ...relu, inputs: ["a"] }, mean, flat, fc], ...withTensors({ name: "by", shape: [4], floats: [1, 1, 2, 2] }) }, /places pixels by tf_crop_and_resize. Computed are half_pixel/],
  ])("%s", (_, model, message) => expect(() => networkOf(model)).toThrow(message));

  it("but not several outputs of which one holds classes, or all lead to one", () => {
    const nodes = [conv, relu, mean, flat, fc, node("Softmax", ["logits"], "probabilities", { axis: 1 })];
    const spatial = ["features", ["N", 4, "H", "W"]] as const;
    for (const [outputs, output, skipped] of [
      [[spatial, ["logits", ["N", 2]]], "logits", []],
      [[["row", ["N", 4]], ["logits", ["N", 2]], spatial], "logits", []],
      [["probabilities", "logits"], "probabilities", ["Softmax"]],
      [["logits", "probabilities"], "logits", []],
    ] as const) {
      const found = onnxNetwork(readOnnx(onnxFileOf({ ...smallNetwork, nodes, outputs })));
      expect([found.output, found.skipped, found.logits.shape]).toEqual([output, skipped, [1, 2]]);
    }
  });

  it("an output that is named, and is not there", () => {
    const model = readOnnx(onnxFileOf({ ...smallNetwork, outputs: ["logits", "features"] }));
    expect(() => onnxNetwork(model, { output: "nothing" })).toThrow(expect.objectContaining({ code: "checkpoint-output", message: expect.stringMatching(/no output "nothing"; the file has "logits", "features"/) as string }) as Error);
    expect(onnxNetwork(model, { output: "logits" }).logits.shape).toEqual([1, 2]);
  });
});
