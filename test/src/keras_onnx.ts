// A small network as Keras has it and tf2onnx writes it, and the same one as PyTorch would be exported: written by hand, with the same weights.
import { seeded } from "@camlucida/tensor/testing";
import { onnxFileOf, type NodeSpelling, type OnnxTensorSpelling } from "@camlucida/tensor/testing/onnx";

const tensor = (name: string, shape: readonly number[], seed: number, scale: number, offset = 0): OnnxTensorSpelling => {
  const length = shape.reduce((product, each) => product * each, 1);
  return { name, shape, floats: [...seeded(seed, length, scale)].map((x) => x + offset) };
};
const ints = (name: string, ...values: readonly number[]): OnnxTensorSpelling => ({ name, shape: [values.length], ints: values });
const number = (name: string, value: number): OnnxTensorSpelling => ({ name, shape: [], floats: [value] });
const node = (op: string, inputs: readonly string[], output: string, attributes: NonNullable<NodeSpelling["attributes"]> = {}): NodeSpelling => ({ op, name: output, inputs, outputs: [output], attributes });

const classes = 5;
const weights = [
  tensor("stem", [8, 3, 3, 3], 1, 0.5), tensor("stem.bias", [8], 2, 0.3),
  tensor("depthwise", [8, 1, 3, 3], 3, 0.6), tensor("scale", [1, 8, 1, 1], 4, 0.4, 1), tensor("shift", [1, 8, 1, 1], 5, 0.3),
  tensor("squeeze", [4, 8, 1, 1], 6, 0.5), tensor("squeeze.bias", [4], 7, 0.2), tensor("excite", [8, 4, 1, 1], 8, 0.5), tensor("excite.bias", [8], 9, 0.2),
  tensor("point", [12, 8, 1, 1], 10, 0.6), tensor("point.bias", [12], 11, 0.3),
  tensor("dense", [12, classes], 12, 0.8), tensor("dense.bias", [classes], 13, 0.4),
];

/**
 * Keras' way: pixels [N, H, W, 3], a Transpose where TensorFlow's convolutions were, zeros on two sides before a stride, batch-norm as Mul and Add,
 * ReLU6 as Min and Relu, swish in two nodes, the gate's mean over NHWC, a mean over height and width, MatMul, Add, Softmax.
 */
export const kerasFile = (): Uint8Array => onnxFileOf({
  opset: 13, inputs: { input_1: ["unk__1", 64, 48, 3] }, outputs: ["predictions"],
  tensors: [...weights, ints("pads", 0, 0, 0, 0, 0, 0, 1, 1), number("six", 6), ints("gate_shape", -1, 1, 1, 8)],
  nodes: [
    node("Transpose", ["input_1"], "model/stem/Conv2D__6", { perm: [0, 3, 1, 2] }),
    node("Pad", ["model/stem/Conv2D__6", "pads"], "model/stem_pad/Pad"),
    node("Conv", ["model/stem_pad/Pad", "stem", "stem.bias"], "model/stem/BiasAdd", { kernel_shape: [3, 3], strides: [2, 2] }),
    node("Relu", ["model/stem/BiasAdd"], "model/stem_relu/Relu"),
    node("Min", ["model/stem_relu/Relu", "six"], "model/stem_relu/Relu6"),
    node("Conv", ["model/stem_relu/Relu6", "depthwise"], "model/depthwise/depthwise", { kernel_shape: [3, 3], group: 8, auto_pad: "SAME_UPPER" }),
    node("Mul", ["model/depthwise/depthwise", "scale"], "model/bn/mul"),
    node("Add", ["model/bn/mul", "shift"], "model/bn/add"),
    node("Sigmoid", ["model/bn/add"], "model/swish/Sigmoid"),
    node("Mul", ["model/bn/add", "model/swish/Sigmoid"], "model/swish/mul"),
    node("Transpose", ["model/swish/mul"], "model/se/Mean__20", { perm: [0, 2, 3, 1] }),
    node("ReduceMean", ["model/se/Mean__20"], "model/se/Mean", { axes: [1, 2], keepdims: 0 }),
    node("Reshape", ["model/se/Mean", "gate_shape"], "model/se/Reshape"),
    node("Transpose", ["model/se/Reshape"], "model/se/Reshape__22", { perm: [0, 3, 1, 2] }),
    node("Conv", ["model/se/Reshape__22", "squeeze", "squeeze.bias"], "model/se/squeeze"),
    node("Relu", ["model/se/squeeze"], "model/se/Relu"),
    node("Conv", ["model/se/Relu", "excite", "excite.bias"], "model/se/excite"),
    node("Sigmoid", ["model/se/excite"], "model/se/Sigmoid"),
    node("Mul", ["model/swish/mul", "model/se/Sigmoid"], "model/se/mul"),
    node("Conv", ["model/se/mul", "point", "point.bias"], "model/point/BiasAdd"),
    node("Relu", ["model/point/BiasAdd"], "model/top/Relu"),
    node("GlobalAveragePool", ["model/top/Relu"], "model/avg_pool/Mean__30"),
    node("Squeeze", ["model/avg_pool/Mean__30", "squeezed"], "model/avg_pool/Mean"),
    node("MatMul", ["model/avg_pool/Mean", "dense"], "model/predictions/MatMul"),
    node("Add", ["model/predictions/MatMul", "dense.bias"], "model/predictions/BiasAdd"),
    node("Softmax", ["model/predictions/BiasAdd"], "predictions", { axis: -1 }),
    node("Constant", [], "squeezed", { value_ints: [2, 3] }),
  ],
});

/** PyTorch's way, by the fewest nodes; two of them are called as what is appended to a network is. */
export const plainFile = (): Uint8Array => onnxFileOf({
  opset: 17, inputs: { image: ["N", 3, 64, 48] }, outputs: ["logits"],
  tensors: [...weights, number("0", 0), number("6", 6)],
  nodes: [
    node("Conv", ["image", "stem", "stem.bias"], "stemmed", { strides: [2, 2], pads: [0, 0, 1, 1] }),
    node("Clip", ["stemmed", "0", "6"], "clipped"),
    node("Conv", ["clipped", "depthwise"], "depths", { group: 8, pads: [1, 1, 1, 1] }),
    node("Mul", ["depths", "scale"], "scaled"),
    node("Add", ["scaled", "shift"], "normal"),
    node("Sigmoid", ["normal"], "probabilities"),
    node("Mul", ["normal", "probabilities"], "swish"),
    node("GlobalAveragePool", ["swish"], "mean"),
    node("Conv", ["mean", "squeeze", "squeeze.bias"], "few"),
    node("Relu", ["few"], "positive"),
    node("Conv", ["positive", "excite", "excite.bias"], "many"),
    node("Sigmoid", ["many"], "gate"),
    node("Mul", ["swish", "gate"], "gated"),
    node("Conv", ["gated", "point", "point.bias"], "points"),
    node("Relu", ["points"], "top"),
    node("GlobalAveragePool", ["top"], "pooled"),
    node("Flatten", ["pooled"], "row"),
    node("Gemm", ["row", "dense", "dense.bias"], "logits"),
  ],
});
