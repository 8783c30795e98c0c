// One network said in many ways: every spelling must give the same logits as the small network's own.
import { describe, expect, it, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { elements } from "../graph/graph.ts";
import { expectClose, seeded } from "../testing/index.ts";
import { onnxFileOf, smallNetwork, type ModelSpelling, type NodeSpelling, type OnnxTensorSpelling } from "../testing/onnx.ts";
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
  ["weights among the inputs", { inputs: { "conv.weight": [4, 3, 3, 3], image: ["N", 3, "H", "W"], "fc.weight": [2, 4] } }],
  ["weights that are quantised", { ...withTensors({ name: "q", shape: [2, 4], ints: weight.map((x) => x * 2 + 3) }, { name: "scale", shape: [], floats: [0.5] }, { name: "zero", shape: [], ints: [3] }), nodes: [conv, relu, mean, flat, node("DequantizeLinear", ["q", "scale", "zero"], "w"), { ...fc, inputs: ["row", "w", "fc.bias"] }] }],
  ["a node that nobody reads, of no known operator", { nodes: [conv, node("Nonsense", ["convolved"], "nothing"), relu, mean, flat, fc] }],
  ["one bias for two layers", { nodes: [conv, relu, mean, flat, fc, node("Relu", ["other"], "unread"), node("Gemm", ["row", "fc.weight", "fc.bias"], "other", { transB: 1 })] }],
  ["an input of another name", { inputs: { x: ["N", 3, "H", "W"] }, nodes: [{ ...conv, inputs: ["x", "conv.weight", "conv.bias"], outputs: ["image"] }, { ...relu, inputs: ["image"] }, mean, flat, fc] }],
];

describe("the same logits", () => {
  it.each(spellings)("by %s", (_, model) => expectClose(logitsOf(networkOf(model)), expected, 1e-6, "logits")); // of sums of 27 products in float64, rounded now and then
});

test("a flattened image goes through a matrix in the file's order of its numbers", () => {
  const [height, width] = [2, 5];
  const values = Array.from({ length: 20 }, (_, at) => at + 1); // [2, 2, 5], channels first
  const matrix = { name: "m", shape: [20, 2], floats: Array.from({ length: 40 }, (_, at) => (at % 2 ? 1 : 10 ** Math.floor(at / 8))) };
  const common = { inputs: { image: [1, 2, height, width] }, outputs: ["logits"], tensors: [matrix] };
  const { graph, image, logits } = onnxNetwork(readOnnx(onnxFileOf({ ...common, nodes: [node("Flatten", ["image"], "row"), node("MatMul", ["row", "m"], "logits")] })));
  const channelsLast = Float32Array.from({ length: 20 }, (_, at) => values[(at % 2) * 10 + Math.floor(at / 2)] as number);
  const products = [0, 1].map((k) => values.reduce((sum, value, at) => sum + value * (matrix.floats[2 * at + k] as number), 0));
  expect(runByReferences(graph, [logits], { [image.name]: channelsLast })[logits.name]).toEqual(Float32Array.from(products));
});

describe("refused, with what would help", () => {
  it.each<[string, ModelSpelling, RegExp]>([
    ["zeros on one side", { nodes: [{ ...conv, attributes: { ...padded, pads: [0, 0, 1, 1] } }, relu, mean, flat, fc] }, /Conv node "conv" \(opset 13\) adds 0, 0, 1, 1 zeros/],
    ["other strides along y", { nodes: [{ ...conv, attributes: { ...padded, strides: [2, 1] } }, relu, mean, flat, fc] }, /strides of \[2, 1\]/],
    ["training", { nodes: [conv, { ...relu, op: "BatchNormalization", inputs: ["convolved", ...Array.from({ length: 4 }, () => "conv.bias")], attributes: { training_mode: 1 } }, mean, flat, fc], opset: 15 }, /model\.eval\(\)/],
    ["two tensors of other shapes", { nodes: [conv, node("Add", ["convolved", "image"], "sum"), { ...relu, inputs: ["sum"] }, mean, flat, fc] }, /Add node "sum" \(opset 13\) adds/],
    ["a second output", { nodes: [conv, { op: "Dropout", inputs: ["convolved"], outputs: ["a", "mask"] }, { ...relu, inputs: ["mask"] }, mean, flat, fc] }, /"mask", a second output/],
    ["several inputs", { inputs: { image: ["N", 3, "H", "W"], other: ["N", 4, 1, 1] }, nodes: [conv, relu, mean, node("Add", ["pooled", "other"], "a"), { ...flat, inputs: ["a"] }, fc] }, /depends on 2 inputs: "image", "other"/],
    ["several outputs", { outputs: ["logits", "features"] }, /several outputs; the file has "logits", "features"/],
    ["a map as output", { outputs: ["features"] }, /\[1, 4, 5, 6\], not one number for each class/],
    ["sound", { inputs: { image: ["N", 3, "T"] } }, /the input "image" is \[N, 3, T\] of type float; expected an image/],
    ["no known number of channels", { inputs: { image: ["N", "C", "H", "W"] } }, /how many channels/],
    ["a channel shuffle", { ...withTensors(ints("shape", 0, 2, 2, 5, 6)), nodes: [conv, node("Reshape", ["convolved", "shape"], "a"), { ...relu, inputs: ["a"] }, mean, flat, fc] }, /takes an axis apart/],
  ])("%s", (_, model, message) => expect(() => networkOf(model)).toThrow(message));

  it("an output that is named, and is not there", () => {
    const model = readOnnx(onnxFileOf({ ...smallNetwork, outputs: ["logits", "features"] }));
    expect(() => onnxNetwork(model, { output: "nothing" })).toThrow(/no output "nothing"; the file has "logits", "features"/);
    expect(onnxNetwork(model, { output: "logits" }).logits.shape).toEqual([1, 2]);
  });
});
