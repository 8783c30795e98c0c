// Add, Sub, Mul and Div: of two tensors, of which either may repeat along axes, and of one with known numbers.
import { elements, type Value } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { add as appendAdd } from "../../ops/add/add.ts";
import * as arithmetic from "../../ops/arithmetic/arithmetic.ts";
import { batchNorm } from "../../ops/batch_norm/batch_norm.ts";
import { filled, isPlaced, like, type Operator, type OperatorCall, outputName, tensorAt } from "../call.ts";
import type { Constant } from "../constant.ts";
import { type AxisGroups, isChannels, type Placed, placed, sameAxes, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { listed } from "../shape_arithmetic.ts";

/** One number for all channels, or one for each. */
type Numbers = Float64Array;

interface Affine {
  readonly scale?: Numbers;
  readonly shift?: Numbers;
}

/** What an operator is: of two tensors, and with known numbers on its right and on its left as x · scale + shift. */
interface Arithmetic {
  readonly both: typeof arithmetic.multiply;
  readonly right: (numbers: Numbers) => Affine;
  readonly left?: (numbers: Numbers) => Affine;
}

const operator = ({ both, right, left }: Arithmetic): Operator => (call) => {
  const [a, b] = call.operands;
  if (isPlaced(a) && isPlaced(b)) return broadcast(call, both, tensorAt(call, 0), tensorAt(call, 1));
  if (isPlaced(a) && b && !isPlaced(b)) return affine(call, a, right(byChannel(call, a, b)));
  if (isPlaced(b) && a && !isPlaced(a) && left) return affine(call, b, left(byChannel(call, b, a)));
  throw unsupported(call, "divides known numbers by what the network computes, or has one input", "Not computed yet.");
};

const shift = (numbers: Numbers): Affine => ({ shift: numbers });
const scale = (numbers: Numbers): Affine => ({ scale: numbers });

export const add = operator({ both: arithmetic.broadcastAdd, right: shift, left: shift });
export const multiply = operator({ both: arithmetic.multiply, right: scale, left: scale });
export const divide = operator({ both: arithmetic.divide, right: (numbers) => scale(numbers.map((x) => 1 / x)) });
export const subtract = operator({
  both: arithmetic.subtract,
  right: (numbers) => shift(numbers.map((x) => -x)),
  left: (numbers) => ({ scale: numbers.map(() => -1), shift: numbers }),
});

/** Of any number of tensors of the network. */
export function sum(call: OperatorCall): Placed {
  const [first, ...others] = call.operands.map((_, at) => tensorAt(call, at));
  if (!first) throw unsupported(call, "adds nothing", "It needs an input.");
  return others.reduce((total, other, at) => {
    const name = at === others.length - 1 ? outputName(call) : `${outputName(call)} (${at + 1})`;
    return broadcast(call, arithmetic.broadcastAdd, total, other, name);
  }, first);
}

/** Batch-norm with no statistics, which folds into the convolution before it. */
export function affine(
  call: OperatorCall,
  input: Placed,
  { scale: by = Float64Array.of(1), shift: plus = Float64Array.of(0) }: Affine,
): Placed {
  const { graph } = call;
  const [name, channels] = [outputName(call), lastAxis(input.value)];
  const vector = (what: string, numbers: Numbers): Value => {
    const own = `${name} (${what})`;
    if (numbers.length === 1) return filled(call, own, channels, numbers[0]);
    return graph.parameter(own, [channels], { length: channels, write: (into) => into.set(numbers) });
  };
  return like(
    input,
    batchNorm(graph, name, input.value, {
      gamma: vector("scale", by),
      beta: vector("shift", plus),
      mean: vector("mean", Float64Array.of(0)),
      variance: vector("variance", Float64Array.of(0)),
      epsilon: 1, // and not 0: a GPU's padding lanes have no variance either, and 0/0 would stay in them
    }),
  );
}

/** A constant as one number for all, or one for each channel of `input`, to which ONNX aligns its last axes. */
export function byChannel(call: OperatorCall, input: Placed, constant: Constant): Numbers {
  const [channels, count] = [lastAxis(input.value), elements(constant.shape)];
  if (count === 1 && constant.shape.length <= input.axes.length) return constant.exact();
  const axis = constant.shape.findIndex((length) => length !== 1) - constant.shape.length + input.axes.length;
  const along = constant.shape.filter((length) => length !== 1).length === 1 && isChannels(input, axis);
  if (count === channels && along) return constant.exact();
  throw unsupported(
    call,
    `joins [${listed(shapeOf(input))}] and known numbers [${listed(constant.shape)}]`,
    "One number, or one for each channel, is computed.",
  );
}

/** Of two tensors whose axes lie alike, but for those of length 1. */
function broadcast(call: OperatorCall, both: Arithmetic["both"], a: Placed, b: Placed, name = outputName(call)): Placed {
  const { graph } = call;
  const same = a.value.shape.join() === b.value.shape.join() && sameAxes(a.axes, b.axes);
  if (same && both === arithmetic.broadcastAdd) return like(a, appendAdd(graph, name, a.value, b.value)); // which folds
  const rank = Math.max(a.axes.length, b.axes.length);
  const [left, right] = [rolesOf(a, rank), rolesOf(b, rank)];
  const alike = left.every((group, at) =>
    group.join() === right[at]?.join() || group.length === 0 || right[at]?.length === 0,
  );
  if (!alike) {
    throw unsupported(
      call,
      `joins [${listed(shapeOf(a))}] and [${listed(shapeOf(b))}], whose axes lie in another order`,
      "A Transpose before one of them is not undone.",
    );
  }
  const value = both(graph, name, a.value, b.value);
  const axes = left.map((group, at) => (group.length > 0 ? group : right[at] ?? []));
  return placed(value, axes.map((group) => group.map((axis) => (axis === CHANNELS ? value.shape.length - 1 : axis))));
}

/** The last axis of a Value, of however many. */
const CHANNELS = -1;

/** Which axes of a map each of `rank` ONNX axes is made of. */
function rolesOf({ value, axes }: Placed, rank: number): AxisGroups {
  const last = value.shape.length - 1;
  const own = axes.map((group) => group.map((axis) => (axis === last && last > 0 ? CHANNELS : axis)));
  return [...Array.from({ length: rank - axes.length }, () => []), ...own];
}
