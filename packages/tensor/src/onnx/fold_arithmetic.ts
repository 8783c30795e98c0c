// Arithmetic on numbers that are known, with NumPy's broadcasting: shapes are aligned at their last axes, and a length of 1 repeats.
import { elements } from "../graph/graph.ts";
import { floatAttribute, intAttribute } from "./attributes.ts";
import { type Constant, fewNumbers, type FoldCall, known, made } from "./constant.ts";
import { contradiction, unsupported } from "./refusal.ts";
import { listed } from "./shape_arithmetic.ts";
import { dataType } from "./tensor.ts";

type Binary = (a: number, b: number, integer: boolean) => number;

/** Of any number of inputs, from left to right. */
const chain = (of: Binary) => (call: FoldCall): Constant =>
  call.inputs.map((_, at) => known(call, at)).reduce((a, b) => combined(call, a, b, of));

const each = (of: (x: number) => number) => (call: FoldCall): Constant => {
  const input = known(call, 0);
  return made(call, input.shape, input.integer, () => input.exact().map((x) => of(x)));
};

/** ONNX' whole numbers are divided as C divides them. */
const divide: Binary = (a, b, integer) => (integer ? Math.trunc(a / b) : a / b);

/** The product of all inputs. */
export const multiplied = chain((a, b) => a * b);

export const arithmetic: readonly (readonly [string, (call: FoldCall) => Constant])[] = [
  ["Add", chain((a, b) => a + b)],
  ["Sub", chain((a, b) => a - b)],
  ["Mul", multiplied],
  ["Div", chain(divide)],
  ["Min", chain((a, b) => Math.min(a, b))],
  ["Max", chain((a, b) => Math.max(a, b))],
  ["Floor", each(Math.floor)],
  ["Ceil", each(Math.ceil)],
  ["Neg", each((x) => -x)],
  ["Sqrt", each(Math.sqrt)],
  ["Abs", each(Math.abs)],
  ["Exp", each(Math.exp)],
  ["Log", each(Math.log)],
  ["Reciprocal", each((x) => 1 / x)],
  ["Round", each(halfToEven)],
  ["Sign", each(Math.sign)],
  ["Relu", each((x) => Math.max(x, 0))],
  ["Sigmoid", each((x) => 1 / (1 + Math.exp(-x)))],
  ["Tanh", each(Math.tanh)],
  ["Pow", chain((a, b) => a ** b)],
  ["Mod", modulo],
  ["Equal", comparison((a, b) => a === b)],
  ["Less", comparison((a, b) => a < b)],
  ["LessOrEqual", comparison((a, b) => a <= b)],
  ["Greater", comparison((a, b) => a > b)],
  ["GreaterOrEqual", comparison((a, b) => a >= b)],
  ["And", comparison((a, b) => a !== 0 && b !== 0)],
  ["Or", comparison((a, b) => a !== 0 || b !== 0)],
  ["Not", (call) => ({ ...each((x) => Number(x === 0))(call), integer: true })],
  ["Clip", clip],
  ["Where", where],
  ["Cast", cast],
];

/** 2.5 → 2, 3.5 → 4. */
function halfToEven(x: number): number {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

/** Of whole numbers with the divisor's sign; with fmod the dividend's. */
function modulo(call: FoldCall): Constant {
  const remainder: Binary = intAttribute(call.node, "fmod", 0) === 0 ? (a, b) => a - Math.floor(a / b) * b : (a, b) => a % b;
  return chain(remainder)(call);
}

function comparison(of: (a: number, b: number) => boolean): (call: FoldCall) => Constant {
  return (call) => ({ ...chain((a, b) => Number(of(a, b)))(call), integer: true });
}

/** Its bounds moved from attributes to inputs in opset 11. */
function clip(call: FoldCall): Constant {
  const bound = (name: string, at: number, none: number): number =>
    (call.opset < 11 ? floatAttribute(call.node, name, none) : fewNumbers(call, at)?.[0] ?? none);
  const [least, most] = [bound("min", 1, -Infinity), bound("max", 2, Infinity)];
  return each((x) => Math.min(Math.max(x, least), most))(call);
}

/** Input 1 where input 0 is not 0, else input 2. */
function where(call: FoldCall): Constant {
  const [condition, chosen, other] = [0, 1, 2].map((at) => known(call, at)) as [Constant, Constant, Constant];
  const shape = broadcast(call, broadcast(call, condition.shape, chosen.shape), other.shape);
  return made(call, shape, chosen.integer && other.integer, (length) => {
    const [is, left, right] = [spread(condition, shape), spread(chosen, shape), spread(other, shape)];
    return Float64Array.from({ length }, (_, at) => (is(at) !== 0 ? left(at) : right(at)));
  });
}

function combined(call: FoldCall, a: Constant, b: Constant, of: Binary): Constant {
  const shape = broadcast(call, a.shape, b.shape);
  const integer = a.integer && b.integer;
  return made(call, shape, integer, (length) => {
    const [left, right] = [spread(a, shape), spread(b, shape)];
    return Float64Array.from({ length }, (_, at) => of(left(at), right(at), integer));
  });
}

/** The shape that both have when they are repeated. */
export function broadcast(call: FoldCall, a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left = 1, right = 1] = [a[axis - rank + a.length], b[axis - rank + b.length]];
    if (left !== right && left !== 1 && right !== 1) {
      throw contradiction(call, `joins [${listed(a)}] and [${listed(b)}], which do not fit`);
    }
    return left === 1 ? right : left;
  });
}

/** The number of a constant that stands at a place of a larger shape. */
export function spread(constant: Constant, shape: readonly number[]): (at: number) => number {
  const numbers = constant.exact();
  if (numbers.length === 1) return () => numbers[0] as number;
  if (numbers.length === elements(shape)) return (at) => numbers[at] as number;
  const own = [...shape.slice(constant.shape.length).map(() => 1), ...constant.shape];
  return (at) => {
    let [index, rest, stride] = [0, at, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [length, here] = [shape[axis] as number, own[axis] as number];
      if (here !== 1) index += (rest % length) * stride;
      rest = Math.floor(rest / length);
      stride *= here;
    }
    return numbers[index] as number;
  };
}

function cast(call: FoldCall): Constant {
  const input = known(call, 0);
  const { onnx, kind } = dataType(intAttribute(call.node, "to", 0));
  if (kind === "other") {
    throw unsupported(call, `makes numbers of type ${onnx}`, "Export the model in float32 or float16.");
  }
  if (kind === "float") return { ...input, name: call.node.outputs[0] ?? "", integer: false };
  const to = onnx === "bool" ? (x: number): number => Number(x !== 0) : Math.trunc;
  return made(call, input.shape, true, () => input.exact().map((x) => to(x)));
}
