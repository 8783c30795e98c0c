// Which operators of ONNX are computed, and by what: a line each. What is made of known numbers alone is in fold.ts.
import type { Operator } from "../call.ts";
import {
  celu, clip, elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, prelu, relu, selu, sigmoid, softmax, softplus, softsign, tanh,
} from "./activations.ts";
import { add, divide, mean, multiply, subtract, sum } from "./arithmetic.ts";
import { conv } from "./conv.ts";
import {
  absoluteOf, and, equal, exponentialOf, greater, greaterOrEqual, less, lessOrEqual, logarithmOf, max, min, negation, negative, or, pow,
  reciprocal, squareRootOf, where,
} from "./elementwise.ts";
import { concat, gather, pad, slice, split } from "./joining.ts";
import { gemm, matMul } from "./matrix.ts";
import { batchNorm, groupNorm, instanceNorm, layerNorm, responseNorm } from "./norms.ts";
import { erf } from "./patterns.ts";
import { averagePool, maxPool } from "./pooling.ts";
import {
  globalAveragePool, globalMaxPool, reduceL1, reduceL2, reduceLogSum, reduceLogSumExp, reduceMax, reduceMean, reduceMin, reduceSum, reduceSumSquare,
} from "./reductions.ts";
import { resize, upsample } from "./resize.ts";
import { expand, tile } from "./repeating.ts";
import { cast, depthToSpace, dropout, flatten, identity, reshape, shape, spaceToDepth, squeeze, transpose, unsqueeze } from "./shape.ts";

export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Abs", absoluteOf],
  ["Add", add],
  ["And", and],
  ["AveragePool", averagePool],
  ["BatchNormalization", batchNorm],
  ["Cast", cast],
  ["Celu", celu],
  ["Clip", clip],
  ["Concat", concat],
  ["Conv", conv],
  ["DepthToSpace", depthToSpace],
  ["Div", divide],
  ["Dropout", dropout],
  ["Elu", elu],
  ["Equal", equal],
  ["Erf", erf],
  ["Exp", exponentialOf],
  ["Expand", expand],
  ["Flatten", flatten],
  ["Gather", gather],
  ["Gelu", gelu],
  ["Gemm", gemm],
  ["GlobalAveragePool", globalAveragePool],
  ["GlobalMaxPool", globalMaxPool],
  ["Greater", greater],
  ["GreaterOrEqual", greaterOrEqual],
  ["GroupNormalization", groupNorm],
  ["HardSigmoid", hardSigmoid],
  ["HardSwish", hardSwish],
  ["Identity", identity],
  ["InstanceNormalization", instanceNorm],
  ["LRN", responseNorm],
  ["LayerNormalization", layerNorm],
  ["LeakyRelu", leakyRelu],
  ["Less", less],
  ["LessOrEqual", lessOrEqual],
  ["Log", logarithmOf],
  ["MatMul", matMul],
  ["Max", max],
  ["MaxPool", maxPool],
  ["Mean", mean],
  ["Min", min],
  ["Mish", mish],
  ["Mul", multiply],
  ["Neg", negative],
  ["Not", negation],
  ["Or", or],
  ["PRelu", prelu],
  ["Pad", pad],
  ["Pow", pow],
  ["Reciprocal", reciprocal],
  ["ReduceL1", reduceL1],
  ["ReduceL2", reduceL2],
  ["ReduceLogSum", reduceLogSum],
  ["ReduceLogSumExp", reduceLogSumExp],
  ["ReduceMax", reduceMax],
  ["ReduceMean", reduceMean],
  ["ReduceMin", reduceMin],
  ["ReduceSum", reduceSum],
  ["ReduceSumSquare", reduceSumSquare],
  ["Relu", relu],
  ["Reshape", reshape],
  ["Resize", resize],
  ["Selu", selu],
  ["Shape", shape],
  ["Sigmoid", sigmoid],
  ["Slice", slice],
  ["Softmax", softmax],
  ["Softplus", softplus],
  ["Softsign", softsign],
  ["SpaceToDepth", spaceToDepth],
  ["Split", split],
  ["Sqrt", squareRootOf],
  ["Squeeze", squeeze],
  ["Sub", subtract],
  ["Sum", sum],
  ["Tanh", tanh],
  ["Tile", tile],
  ["Transpose", transpose],
  ["Unsqueeze", unsqueeze],
  ["Upsample", upsample],
  ["Where", where],
]);

/** What would help where an operator is not among them. The first that fits. */
export function helpFor(op: string): string {
  if (/^(If|Loop|Scan)$/.test(op)) {
    return "Control flow is not computed: export the model by tracing it, so that only what runs is in the file.";
  }
  if (/^(LSTM|GRU|RNN)$/.test(op)) return "Recurrent networks are not computed: there is no map of an image in them.";
  if (/^(QLinear|.*Integer$|QuantizeLinear|DynamicQuantizeLinear)/.test(op)) {
    return "Arithmetic of quantised numbers is not computed: export the model before it is quantised.";
  }
  if (/^(NonMaxSuppression|RoiAlign|TopK|NonZero|ScatterND|GatherND)$/.test(op)) {
    return "It is met in detectors: a classifier, or the part of the model that ends in a number for each class, is explained.";
  }
  if (/Transpose$|^MaxUnpool$/.test(op)) return "It makes an image larger, as networks do that paint: a classifier is explained.";
  if (/^(Attention|MultiHeadAttention|RotaryEmbedding|Einsum)$/.test(op)) return "It is met in transformers, which are not computed yet.";
  return `Computed are ${operators.size} operators of convolutional networks, listed in docs/onnx.md. Export the model with these.`;
}
