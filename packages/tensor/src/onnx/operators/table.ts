// Which operators of ONNX are computed, and by what: a line each. What is made of known numbers alone is in fold.ts.
import type { Operator } from "../call.ts";
import { gemm, matMul } from "./matrix.ts";
import { add, batchNorm, divide, multiply, relu, softmax, subtract } from "./pointwise.ts";
import { globalAveragePool, reduceMean } from "./pooling.ts";
import { cast, dropout, flatten, identity, reshape, squeeze, transpose, unsqueeze } from "./shape.ts";
import { conv, maxPool } from "./windows.ts";

export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Add", add],
  ["BatchNormalization", batchNorm],
  ["Cast", cast],
  ["Conv", conv],
  ["Div", divide],
  ["Dropout", dropout],
  ["Flatten", flatten],
  ["Gemm", gemm],
  ["GlobalAveragePool", globalAveragePool],
  ["Identity", identity],
  ["MatMul", matMul],
  ["MaxPool", maxPool],
  ["Mul", multiply],
  ["ReduceMean", reduceMean],
  ["Relu", relu],
  ["Reshape", reshape],
  ["Softmax", softmax],
  ["Squeeze", squeeze],
  ["Sub", subtract],
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
