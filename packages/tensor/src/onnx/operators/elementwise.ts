// Functions of single numbers beside activations: Pow, Sqrt, Exp, Log, Abs, Neg, Reciprocal; Min, Max and Where of several tensors.
import type { Graph, Value } from "../../graph/graph.ts";
import { clamp } from "../../ops/activation/builders.ts";
import { broadcastAdd, multiply, subtract } from "../../ops/arithmetic/arithmetic.ts";
import { absolute, exponential, logarithm, power, squareRoot } from "../../ops/elementary/elementary.ts";
import { relu } from "../../ops/relu/relu.ts";
import { isPlaced, like, type OnnxOperand, type Operator, type OperatorCall, outputName, viewAt } from "../call.ts";
import type { Constant } from "../constant.ts";
import type { Placed } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { listed } from "../shape_arithmetic.ts";
import { affine } from "./arithmetic.ts";
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

/** To one known power. */
export function pow(call: OperatorCall): Placed {
  const [input, exponents] = [viewAt(call, 0), call.operands[1]];
  const known = exponents && !isPlaced(exponents) ? exponents : undefined;
  const [exponent = NaN, ...others] = known?.exact() ?? [];
  if (!known || others.some((other) => other !== exponent)) {
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
    const [number = NaN, ...more] = other.exact();
    if (more.every((each) => each === number)) return like(found, clamp(call.graph, name, found.value, bound(number)));
    return like(found, both(call.graph, name, found.value, alongside(call, found, other, `bounds ${at}`)));
  }, first);
};

/** b + max(a − b, 0), and a − max(a − b, 0) */
export const max = extreme((min) => ({ min }), (graph, name, a, b) =>
  broadcastAdd(graph, name, b, relu(graph, `${name} (more)`, subtract(graph, `${name} (difference)`, a, b))));
export const min = extreme((most) => ({ max: most }), (graph, name, a, b) =>
  subtract(graph, name, a, relu(graph, `${name} (more)`, subtract(graph, `${name} (difference)`, a, b))));

/** By a condition that is known: each of the two where it holds and where it does not, and nothing elsewhere. */
export function where(call: OperatorCall): Placed {
  const [condition, ...branches] = call.operands;
  if (!condition || isPlaced(condition)) {
    throw unsupported(call, "chooses by what the network computes", "Conditions that are known before anything runs are computed.");
  }
  const flipped: Constant = { ...condition, exact: () => condition.exact().map((x) => Number(x === 0)) };
  const [chosen, other] = branches.map((branch, at) => masked(call, branch, at === 0 ? condition : flipped, at));
  if (chosen && other) return broadcast(call, broadcastAdd, chosen, other);
  throw unsupported(call, "chooses between known numbers and a tensor of the network", "Two tensors of the network are computed.");
}

function masked(call: OperatorCall, branch: OnnxOperand | undefined, mask: Constant, at: number): Placed | undefined {
  if (!isPlaced(branch)) return undefined;
  const name = `${outputName(call)} (branch ${at})`;
  return like(branch, multiply(call.graph, name, branch.value, alongside(call, branch, mask, `mask ${at}`)));
}
