// What is made of known numbers along axes: sums, means, lengths, the largest; and what repeats them.
import { elements } from "../graph/graph.ts";
import { intAttribute } from "./attributes.ts";
import { claim, type Constant, fewNumbers, type FoldCall, known, made } from "./constant.ts";
import { broadcast, spread } from "./fold_arithmetic.ts";
import { contradiction } from "./refusal.ts";
import { axesOf, listed, movedAxes } from "./shape_arithmetic.ts";

/** From one number to the next, and what is made of the last. */
interface Reduction {
  readonly start: number;
  readonly next: (sum: number, x: number) => number;
  readonly end?: (sum: number, count: number) => number;
}

/** @param moved the opset where the axes became an input */
const reduction = ({ start, next, end = (sum) => sum }: Reduction, moved = 18) => (call: FoldCall): Constant => {
  const input = known(call, 0);
  const given = movedAxes(call, moved, fewNumbers(call, 1)) ?? [];
  const all = given.length === 0;
  if (all && intAttribute(call.node, "noop_with_empty_axes", 0) !== 0) return input;
  const gone = all ? input.shape.map((_, axis) => axis) : axesOf(call, given, input.shape.length);
  const kept = input.shape.map((length, axis) => (gone.includes(axis) ? 1 : length));
  claim(call, elements(input.shape) / 16); // which are looked at one by one
  const shape = intAttribute(call.node, "keepdims", 1) === 0 ? input.shape.filter((_, axis) => !gone.includes(axis)) : kept;
  return made(call, shape, input.integer, (length) => {
    const into = new Float64Array(length).fill(start);
    const places = Float64Array.from({ length }, (_, at) => at);
    const place = spread({ ...input, shape: kept, exact: () => places }, input.shape); // of each number, which sum it belongs to
    input.exact().forEach((x, at) => { into[place(at)] = next(into[place(at)] as number, x); });
    return into.map((sum) => end(sum, elements(input.shape) / length));
  });
};

const sum = { start: 0, next: (total: number, x: number): number => total + x };

export const reductions: readonly (readonly [string, (call: FoldCall) => Constant])[] = [
  ["ReduceSum", reduction(sum, 13)],
  ["ReduceMean", reduction({ ...sum, end: (total, count) => total / count })],
  ["ReduceProd", reduction({ start: 1, next: (total, x) => total * x })],
  ["ReduceMax", reduction({ start: -Infinity, next: (most, x) => Math.max(most, x) })],
  ["ReduceMin", reduction({ start: Infinity, next: (least, x) => Math.min(least, x) })],
  ["ReduceL1", reduction({ start: 0, next: (total, x) => total + Math.abs(x) })],
  ["ReduceL2", reduction({ start: 0, next: (total, x) => total + x * x, end: Math.sqrt })],
  ["ReduceSumSquare", reduction({ start: 0, next: (total, x) => total + x * x })],
  ["Expand", expand],
  ["Tile", tile],
  ["Size", (call) => made(call, [], true, () => Float64Array.of(elements(known(call, 0).shape)))],
];

function expand(call: FoldCall): Constant {
  const [input, wanted] = [known(call, 0), fewNumbers(call, 1) ?? []];
  if (wanted.length > 32 || !wanted.every((length) => Number.isSafeInteger(length) && length >= 1)) {
    throw contradiction(call, `makes the shape [${listed(wanted)}]`);
  }
  const shape = broadcast(call, input.shape, wanted);
  return made(call, shape, input.integer, (length) => {
    const from = spread(input, shape);
    return Float64Array.from({ length }, (_, at) => from(at));
  });
}

/** So many times along each axis. */
function tile(call: FoldCall): Constant {
  const [input, times] = [known(call, 0), fewNumbers(call, 1) ?? []];
  const shape = input.shape.map((length, axis) => length * (times[axis] ?? NaN));
  if (times.length !== shape.length || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw contradiction(call, `repeats ${input.shape.length} axes by [${listed(times)}]`);
  }
  return made(call, shape, input.integer, (length) => {
    const from = input.exact();
    return Float64Array.from({ length }, (_, at) => {
      let [rest, index, step] = [at, 0, 1];
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const own = input.shape[axis] as number;
        index += (rest % (shape[axis] as number)) % own * step;
        rest = Math.floor(rest / (shape[axis] as number));
        step *= own;
      }
      return from[index] as number;
    });
  });
}
