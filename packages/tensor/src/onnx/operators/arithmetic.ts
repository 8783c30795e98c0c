// Add, Sub, Mul and Div: of two tensors, of which either may repeat along axes, and of one with known numbers.
import { elements, type Value } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import * as arithmetic from "../../ops/arithmetic/arithmetic.ts";
import { batchNorm } from "../../ops/batch_norm/batch_norm.ts";
import { filled, isPlaced, like, type Operator, type OperatorCall, outputName, viewAt } from "../call.ts";
import type { Constant } from "../constant.ts";
import { withLast } from "../layout.ts";
import { isChannels, isWhole, type Placed } from "../placed.ts";
import { contradiction } from "../refusal.ts";
import { hardSigmoidFromSum } from "./activation_patterns.ts";
import { alongside, broadcast } from "./broadcasting.ts";

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
  if (isPlaced(a) && isPlaced(b)) return broadcast(call, both, a, b);
  const [tensor, numbers] = isPlaced(a) ? [a, b] : [b, a];
  if (!isPlaced(tensor) || !numbers || isPlaced(numbers)) throw contradiction(call, "has fewer than two inputs");
  const wide = raised(tensor, numbers.shape.length);
  const known = byChannel(wide, numbers);
  const form = isPlaced(a) ? right : left;
  if (known && form) return affine(call, wide, form(known));
  const whole = isWhole(wide) ? wide : withLast(call, `${outputName(call)} (laid out)`, wide, wide.axes.length - 1);
  const beside = alongside(call, whole, numbers);
  const operands = isPlaced(a) ? [whole.value, beside] as const : [beside, whole.value] as const;
  return like(whole, both(call.graph, outputName(call), ...operands));
};

/** With axes of length 1 in front. */
const raised = (tensor: Placed, rank: number): Placed =>
  ({ ...tensor, axes: [...Array.from({ length: rank - tensor.axes.length }, () => []), ...tensor.axes] });

const shift = (numbers: Numbers): Affine => ({ shift: numbers });
const scale = (numbers: Numbers): Affine => ({ scale: numbers });

const addAlone = operator({ both: arithmetic.broadcastAdd, right: shift, left: shift });
export const add: Operator = (call) => hardSigmoidFromSum(call) ?? addAlone(call);
export const multiply = operator({ both: arithmetic.multiply, right: scale, left: scale });
export const divide = operator({ both: arithmetic.divide, right: (numbers) => scale(numbers.map((x) => 1 / x)) });
export const subtract = operator({
  both: arithmetic.subtract,
  right: (numbers) => shift(numbers.map((x) => -x)),
  left: (numbers) => ({ scale: numbers.map(() => -1), shift: numbers }),
});

/** Of any number of tensors, of which the first that the network computes stands first. */
export function sum(call: OperatorCall): Placed {
  const operands = call.operands.filter(isPlaced);
  const [first, ...others] = operands;
  if (!first || operands.length < call.operands.length) return viewAt(call, call.operands.findIndex((operand) => !isPlaced(operand))); // refused
  return others.reduce((total, other, at) => {
    const name = at === others.length - 1 ? outputName(call) : `${outputName(call)} (${at + 1})`;
    return broadcast(call, arithmetic.broadcastAdd, total, other, name);
  }, first);
}

/** Of the sum. */
export function mean(call: OperatorCall): Placed {
  const [name, count] = [outputName(call), call.operands.length];
  const total = sum({ ...call, node: { ...call.node, outputs: [`${name} (sum)`] } });
  return like(total, arithmetic.multiply(call.graph, name, total.value, 1 / count));
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

/** A constant as one number for all, or one for each channel of `input`, to which ONNX aligns its last axes; undefined where it is neither. */
export function byChannel(input: Placed, constant: Constant): Numbers | undefined {
  const [channels, count] = [lastAxis(input.value), elements(constant.shape)];
  if (count === 1 && constant.shape.length <= input.axes.length) return constant.exact();
  const axis = constant.shape.findIndex((length) => length !== 1) - constant.shape.length + input.axes.length;
  const along = constant.shape.filter((length) => length !== 1).length === 1 && isChannels(input, axis);
  return count === channels && along ? constant.exact() : undefined;
}
