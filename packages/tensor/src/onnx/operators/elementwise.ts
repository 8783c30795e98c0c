// Functions of single numbers beside activations: Pow, Sqrt, Exp, Log, Abs, Neg, Reciprocal; Min, Max and Where of several tensors.
import { elements, type Graph, type Value } from "../../graph/graph.ts";
import { clamp } from "../../ops/activation/builders.ts";
import { broadcastAdd, multiply, subtract } from "../../ops/arithmetic/arithmetic.ts";
import { absolute, exponential, logarithm, power, sign, squareRoot } from "../../ops/elementary/elementary.ts";
import { relu } from "../../ops/relu/relu.ts";
import { isPlaced, like, type OnnxOperand, type Operator, type OperatorCall, outputName, viewAt } from "../call.ts";
import { claim, type Constant } from "../constant.ts";
import { multiplied } from "../fold_arithmetic.ts";
import type { Placed } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { listed } from "../shape_arithmetic.ts";
import { add as addOf, affine, multiply as multiplyOf, subtract as subtractOf } from "./arithmetic.ts";
import { alongside, broadcast } from "./broadcasting.ts";

const each = (append: (graph: Graph, name: string, input: Value) => Value): Operator => (call) => {
  const input = viewAt(call, 0);
  return like(input, append(call.graph, outputName(call), input.value));
};

export const squareRootOf = each(squareRoot);
export const exponentialOf = each(exponential);
export const logarithmOf = each(logarithm);
export const absoluteOf = each(absolute);
export const reciprocal = each((...given) => power(...given, -1));
export const negative: Operator = (call) => affine(call, viewAt(call, 0), { scale: Float64Array.of(-1) });

/** What all of a constant's numbers are; undefined where they differ. */
function onlyNumber(call: OperatorCall, constant: Constant): number | undefined {
  claim(call, elements(constant.shape) / 16); // which are looked at one by one
  const numbers = constant.exact();
  return numbers.every((number) => number === numbers[0]) ? numbers[0] ?? NaN : undefined;
}

/** To one known power. */
export function pow(call: OperatorCall): Placed {
  const [input, exponents] = [viewAt(call, 0), call.operands[1]];
  const known = exponents && !isPlaced(exponents) ? exponents : undefined;
  const exponent = known && onlyNumber(call, known);
  if (!known || exponent === undefined) {
    throw unsupported(call, `raises to powers that ${known ? `differ, [${listed(known.shape)}]` : "the network computes"}`, "One known power is computed.");
  }
  const name = outputName(call);
  if (exponent === 1) return input;
  return like(input, exponent === 2 ? multiply(call.graph, name, input.value, input.value) : power(call.graph, name, input.value, exponent));
}

/** The larger, or the smaller, of all inputs. Of what is known one number is a bound, as ReLU6 is written by TensorFlow. */
const extreme = (bound: (number: number) => { min?: number; max?: number }, both: typeof multiply): Operator => (call) => {
  const tensors = call.operands.filter(isPlaced);
  const known = call.operands.filter((operand): operand is Constant => operand !== undefined && !isPlaced(operand));
  const [first, ...others] = tensors;
  if (!first) throw contradiction(call, "has no inputs");
  const steps = [...others, ...known];
  return steps.reduce<Placed>((found, other, at) => {
    const name = at === steps.length - 1 ? outputName(call) : `${outputName(call)} (${at + 1})`;
    if (isPlaced(other)) return broadcast(call, both, found, other, name);
    const number = onlyNumber(call, other);
    if (number !== undefined) return like(found, clamp(call.graph, name, found.value, bound(number)));
    return like(found, both(call.graph, name, found.value, alongside(call, found, other, `bounds ${at}`)));
  }, first);
};

/** b + max(a − b, 0), and a − max(a − b, 0) */
export const max = extreme((min) => ({ min }), (graph, name, a, b) =>
  broadcastAdd(graph, name, b, relu(graph, `${name} (more)`, subtract(graph, `${name} (difference)`, a, b))));
export const min = extreme((most) => ({ max: most }), (graph, name, a, b) =>
  subtract(graph, name, a, relu(graph, `${name} (more)`, subtract(graph, `${name} (difference)`, a, b))));

/** 1 where the first is larger, else 0; of no slope. */
const isLarger = (call: OperatorCall, name: string, a: OnnxOperand | undefined, b: OnnxOperand | undefined): Placed => {
  const more = joined(call, name, a, b);
  return like(more, sign(call.graph, name, relu(call.graph, `${name} (more)`, more.value)));
};

/** a − b, of which either may be known. */
function joined(call: OperatorCall, name: string, a: OnnxOperand | undefined, b: OnnxOperand | undefined): Placed {
  return arithmeticOf(call, `${name} (difference)`, "Sub", [a, b]);
}

/** Another node's operands and name, put through the arithmetic of this file's neighbour. */
function arithmeticOf(call: OperatorCall, name: string, op: "Sub" | "Mul" | "Add", operands: OperatorCall["operands"]): Placed {
  const inputs = operands.map((operand) => (isPlaced(operand) ? undefined : operand));
  const operator = { Sub: subtractOf, Mul: multiplyOf, Add: addOf }[op];
  return operator({ ...call, operands, inputs, node: { ...call.node, op, outputs: [name] } }) as Placed;
}

const not = (call: OperatorCall, name: string, mask: Placed): Placed => like(mask, subtract(call.graph, name, 1, mask.value));

export const greater: Operator = (call) => isLarger(call, outputName(call), call.operands[0], call.operands[1]);
export const less: Operator = (call) => isLarger(call, outputName(call), call.operands[1], call.operands[0]);
export const greaterOrEqual: Operator = (call) => not(call, outputName(call), isLarger(call, `${outputName(call)} (less)`, call.operands[1], call.operands[0]));
export const lessOrEqual: Operator = (call) => not(call, outputName(call), isLarger(call, `${outputName(call)} (greater)`, call.operands[0], call.operands[1]));

/** Truth is 1 and 0. */
export const equal: Operator = (call) => {
  const name = outputName(call);
  const apart = joined(call, name, call.operands[0], call.operands[1]);
  const differs = absolute(call.graph, `${name} (differs)`, sign(call.graph, `${name} (sign)`, apart.value));
  return like(apart, subtract(call.graph, name, 1, differs));
};
export const and: Operator = (call) => arithmeticOf(call, outputName(call), "Mul", call.operands);
export const or: Operator = (call) => {
  const count = arithmeticOf(call, `${outputName(call)} (count)`, "Add", call.operands);
  return like(count, sign(call.graph, outputName(call), count.value));
};
export const negation: Operator = (call) => not(call, outputName(call), viewAt(call, 0));

/** Input 1 where the condition holds, else input 2: each times a mask, which is nothing elsewhere. Either may be known, and so may the condition. */
export function where(call: OperatorCall): Placed {
  const [condition, chosen, other] = call.operands;
  const name = outputName(call);
  if (!condition || !chosen || !other) throw contradiction(call, "has fewer than three inputs");
  const flipped: OnnxOperand = isPlaced(condition)
    ? not(call, `${name} (else)`, condition)
    : { ...condition, exact: () => condition.exact().map((x) => Number(x === 0)) };
  const parts = [masked(call, `${name} (chosen)`, condition, chosen), masked(call, `${name} (other)`, flipped, other)];
  return arithmeticOf(call, name, "Add", parts);
}

/** Of what is known alone, known. */
function masked(call: OperatorCall, name: string, mask: OnnxOperand, branch: OnnxOperand): OnnxOperand {
  if (isPlaced(mask) || isPlaced(branch)) return arithmeticOf(call, name, "Mul", [branch, mask]);
  return multiplied({ ...call, inputs: [branch, mask], node: { ...call.node, outputs: [name] } });
}
