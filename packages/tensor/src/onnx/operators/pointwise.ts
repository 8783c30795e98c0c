// What keeps a shape: Relu, BatchNormalization, the arithmetic of two tensors and of one with known numbers, Softmax.
import { elements } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { add as appendAdd } from "../../ops/add/add.ts";
import { batchNorm as appendBatchNorm } from "../../ops/batch_norm/batch_norm.ts";
import { relu as appendRelu } from "../../ops/relu/relu.ts";
import { softmax as appendSoftmax } from "../../ops/softmax/softmax.ts";
import { floatAttribute, intAttribute } from "../attributes.ts";
import {
  constantAt,
  filled,
  isPlaced,
  like,
  type Operator,
  type OperatorCall,
  outputName,
  tensorAt,
  vectorOf,
} from "../call.ts";
import type { Constant } from "../constant.ts";
import { isChannels, type Placed, sameAxes, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { axisOf, listed } from "../shape_arithmetic.ts";

export function relu(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  return like(input, appendRelu(call.graph, outputName(call), input.value));
}

export function batchNorm(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const { node, opset } = call;
  if (intAttribute(node, "training_mode", 0) !== 0 || (opset < 9 && intAttribute(node, "spatial", 1) === 0)) {
    throw unsupported(
      call,
      "normalises with the statistics of its own images",
      "Export the model in evaluation mode: model.eval().",
    );
  }
  if (!isChannels(input, 1)) {
    throw unsupported(call, `normalises [${listed(shapeOf(input))}]`, "Its second axis must be the channels.");
  }
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((at) => constantAt(call, at, [lastAxis(input.value)])) as [
    Constant,
    Constant,
    Constant,
    Constant,
  ];
  return like(
    input,
    appendBatchNorm(call.graph, outputName(call), input.value, {
      gamma: vectorOf(call, gamma),
      beta: vectorOf(call, beta),
      mean: vectorOf(call, mean),
      variance: vectorOf(call, variance),
      epsilon: floatAttribute(node, "epsilon", 1e-5),
    }),
  );
}

/** x · scale + shift, of each channel its own: batch-norm with no statistics, which folds into the convolution before it. */
function affine(
  call: OperatorCall,
  input: Placed,
  numbers: { readonly scale?: Float64Array; readonly shift?: Float64Array },
): Placed {
  const { graph } = call;
  const [name, channels] = [outputName(call), lastAxis(input.value)];
  const vector = (
    what: string,
    given: Float64Array,
    own = `${name} (${what})`,
  ) => (given.length === 1
    ? filled(call, own, channels, given[0])
    : graph.parameter(own, [channels], { length: channels, write: (into) => into.set(given) }));
  return like(
    input,
    appendBatchNorm(graph, name, input.value, {
      gamma: vector("scale", numbers.scale ?? Float64Array.of(1)),
      beta: vector("shift", numbers.shift ?? Float64Array.of(0)),
      mean: vector("mean", Float64Array.of(0)),
      variance: vector("variance", Float64Array.of(1)),
      epsilon: 0,
    }),
  );
}

/** A constant as one number for all, or one for each channel of `input`, to which ONNX aligns its last axes. */
function byChannel(call: OperatorCall, input: Placed, constant: Constant): Float64Array {
  const [channels, count] = [lastAxis(input.value), elements(constant.shape)];
  if (count === 1 && constant.shape.length <= input.axes.length) return constant.exact();
  const axis = constant.shape.findIndex((length) => length !== 1) - constant.shape.length + input.axes.length;
  if (count === channels && constant.shape.filter((length) => length !== 1).length === 1 && isChannels(input, axis)) {
    return constant.exact();
  }
  throw unsupported(
    call,
    `joins [${listed(shapeOf(input))}] and known numbers [${listed(constant.shape)}]`,
    "One number, or one for each channel, is computed.",
  );
}

/** What arithmetic is with known numbers on its right, or on its left. */
interface WithNumbers {
  readonly right: (numbers: Float64Array) => { readonly scale?: Float64Array; readonly shift?: Float64Array };
  readonly left?: WithNumbers["right"];
}

const withNumbers =
  ({ right, left }: WithNumbers, both?: (call: OperatorCall, a: Placed, b: Placed) => Placed): Operator => (call) => {
    const [a, b] = call.operands;
    if (isPlaced(a) && isPlaced(b) && both) return both(call, a, b);
    if (isPlaced(a) && b && !isPlaced(b)) return affine(call, a, right(byChannel(call, a, b)));
    if (isPlaced(b) && a && !isPlaced(a) && left) return affine(call, b, left(byChannel(call, b, a)));
    throw unsupported(
      call,
      "joins two tensors that the network computes",
      "With known numbers it is computed; of two tensors only Add is.",
    );
  };

const minus = (numbers: Float64Array): Float64Array => numbers.map((x) => -x);
const shift = (numbers: Float64Array): { readonly shift: Float64Array } => ({ shift: numbers });
const scale = (numbers: Float64Array): { readonly scale: Float64Array } => ({ scale: numbers });

export const add: Operator = withNumbers({ right: shift, left: shift }, sum);
export const subtract: Operator = withNumbers({
  right: (numbers) => shift(minus(numbers)),
  left: (numbers) => ({ scale: numbers.map(() => -1), shift: numbers }),
});
export const multiply: Operator = withNumbers({ right: scale, left: scale });
export const divide: Operator = withNumbers({ right: (numbers) => scale(numbers.map((x) => 1 / x)) });

function sum(call: OperatorCall, a: Placed, b: Placed): Placed {
  if (a.value.shape.join() === b.value.shape.join() && sameAxes(a.axes, b.axes)) {
    return like(a, appendAdd(call.graph, outputName(call), a.value, b.value));
  }
  throw unsupported(
    call,
    `adds [${listed(shapeOf(a))}] and [${listed(shapeOf(b))}]`,
    "Tensors of one shape, whose axes lie alike, are added.",
  );
}

export function softmax(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const rank = input.axes.length;
  const axis = axisOf(call, intAttribute(call.node, "axis", call.opset < 13 ? 1 : -1), rank);
  // Before opset 13 all axes from this one on are one.
  const alone = call.opset >= 13 || shapeOf(input).every((length, at) => at <= axis || length === 1);
  if (alone && isChannels(input, axis)) return like(input, appendSoftmax(call.graph, outputName(call), input.value));
  throw unsupported(
    call,
    `goes along axis ${axis} of [${listed(shapeOf(input))}]`,
    "Along the channels it is computed.",
  );
}
