// Which operators of ONNX are computed, and by what: a line each. What is made of known numbers alone is in fold.ts.
import type { Operator } from "../call.ts";
import {
  clip, elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, prelu, relu, sigmoid, softmax, softplus, tanh,
} from "./activations.ts";
import { add, divide, multiply, subtract, sum } from "./arithmetic.ts";
import { conv } from "./conv.ts";
import { concat, gather, pad, slice, split } from "./joining.ts";
import { gemm, matMul } from "./matrix.ts";
import { batchNorm, groupNorm, instanceNorm, layerNorm, responseNorm } from "./norms.ts";
import { erf } from "./patterns.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool, reduceMean } from "./pooling.ts";
import { cast, dropout, flatten, identity, reshape, shape, squeeze, transpose, unsqueeze } from "./shape.ts";

export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Add", add],
  ["AveragePool", averagePool],
  ["BatchNormalization", batchNorm],
  ["Cast", cast],
  ["Clip", clip],
  ["Concat", concat],
  ["Conv", conv],
  ["Div", divide],
  ["Dropout", dropout],
  ["Elu", elu],
  ["Erf", erf],
  ["Flatten", flatten],
  ["Gather", gather],
  ["Gelu", gelu],
  ["Gemm", gemm],
  ["GlobalAveragePool", globalAveragePool],
  ["GlobalMaxPool", globalMaxPool],
  ["GroupNormalization", groupNorm],
  ["HardSigmoid", hardSigmoid],
  ["HardSwish", hardSwish],
  ["Identity", identity],
  ["InstanceNormalization", instanceNorm],
  ["LRN", responseNorm],
  ["LayerNormalization", layerNorm],
  ["LeakyRelu", leakyRelu],
  ["MatMul", matMul],
  ["MaxPool", maxPool],
  ["Mish", mish],
  ["Mul", multiply],
  ["PRelu", prelu],
  ["Pad", pad],
  ["ReduceMean", reduceMean],
  ["Relu", relu],
  ["Reshape", reshape],
  ["Shape", shape],
  ["Sigmoid", sigmoid],
  ["Slice", slice],
  ["Softmax", softmax],
  ["Softplus", softplus],
  ["Split", split],
  ["Squeeze", squeeze],
  ["Sub", subtract],
  ["Sum", sum],
  ["Tanh", tanh],
  ["Transpose", transpose],
  ["Unsqueeze", unsqueeze],
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
  return `Computed are ${[...operators.keys()].join(", ")}.`;
}
