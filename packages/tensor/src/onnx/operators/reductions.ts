// What is made of all numbers along axes: GlobalAveragePool, GlobalMaxPool, ReduceMean, ReduceSum, ReduceMax, …
import { elements, type Graph, type Value } from "../../graph/graph.ts";
import { broadcastAdd, multiply, subtract } from "../../ops/arithmetic/arithmetic.ts";
import { absolute, exponential, logarithm, power, squareRoot } from "../../ops/elementary/elementary.ts";
import { globalAveragePool as appendGlobalAverage } from "../../ops/global_average_pool/global_average_pool.ts";
import { globalMaxPool as appendGlobalMax } from "../../ops/max_pool/max_pool.ts";
import { intAttribute } from "../attributes.ts";
import { type Operator, type OperatorCall, outputName, statedNumbers, viewAt } from "../call.ts";
import { asImage, laidOut, withLast } from "../layout.ts";
import { type AxisGroups, type Placed, placed, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { axesOf, listed, movedAxes } from "../shape_arithmetic.ts";
import { layerNormFrom } from "./patterns.ts";

/** Appends a step or several; the last has the name. */
type Append = (graph: Graph, name: string, input: Value) => Value;

/** The axes of ONNX that are reduced, and whether they stay, of length 1. */
interface Reduced {
  readonly gone: readonly number[];
  readonly keep: boolean;
}

const globally = (pool: Append): Operator => (call) => {
  const input = viewAt(call, 0);
  return over(call, pool, input, { gone: input.axes.map((_, axis) => axis).slice(2), keep: true });
};

export const globalAveragePool = globally(appendGlobalAverage);
export const globalMaxPool = globally(appendGlobalMax);

/** @param moved the opset where the axes became an input */
function reducedBy(call: OperatorCall, input: Placed, moved: number): Reduced | undefined {
  const given = movedAxes(call, moved, statedNumbers(call, 1)) ?? [];
  if (given.length === 0 && intAttribute(call.node, "noop_with_empty_axes", 0) !== 0) return undefined;
  const gone = given.length === 0 ? input.axes.map((_, axis) => axis) : axesOf(call, given, input.axes.length);
  return { gone, keep: intAttribute(call.node, "keepdims", 1) !== 0 };
}

export function reduceMean(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  const reduced = reducedBy(call, input, 18);
  if (!reduced) return input;
  const [only = NaN, ...others] = reduced.gone;
  const norm = others.length === 0 ? layerNormFrom(call, input, only) : undefined;
  return norm ?? over(call, appendGlobalAverage, input, reduced);
}

/** Of a mean, times how many there are. */
const total: Append = (graph, name, input) => {
  const mean = appendGlobalAverage(graph, `${name} (mean)`, input);
  return multiply(graph, name, mean, elements(input.shape.slice(1, 3)));
};

const least: Append = (graph, name, input) =>
  multiply(graph, name, appendGlobalMax(graph, `${name} (of negative)`, multiply(graph, `${name} (negative)`, input, -1)), -1);

/** `after` of what is reduced of `before`. */
const around = (before: Append, reduce: Append, after: Append): Append => (graph, name, input) =>
  after(graph, name, reduce(graph, `${name} (reduced)`, before(graph, `${name} (each)`, input)));

const same: Append = (_, __, input) => input;
const squared: Append = (...given) => power(...given, 2);

const reduction = (reduce: Append, moved = 18): Operator => (call) => {
  const input = viewAt(call, 0);
  const reduced = reducedBy(call, input, moved);
  return reduced ? over(call, reduce, input, reduced) : input;
};

/** ln Σ eˣ, of what is left of the largest. */
const logOfSum: Append = (graph, name, input) => {
  const largest = appendGlobalMax(graph, `${name} (largest)`, input);
  const shares = exponential(graph, `${name} (shares)`, subtract(graph, `${name} (difference)`, input, largest));
  return broadcastAdd(graph, name, logarithm(graph, `${name} (logarithm)`, total(graph, `${name} (sum)`, shares)), largest);
};

export const reduceLogSumExp = reduction(logOfSum);
export const reduceSum = reduction(total, 13);
export const reduceMax = reduction(appendGlobalMax);
export const reduceMin = reduction(least);
export const reduceL1 = reduction(around(absolute, total, same));
export const reduceL2 = reduction(around(squared, total, squareRoot));
export const reduceSumSquare = reduction(around(squared, total, same));
export const reduceLogSum = reduction(around(same, total, logarithm));

function over(call: OperatorCall, reduce: Append, input: Placed, reduced: Reduced): Placed {
  const { value, view, axes } = input;
  const own = reduced.gone.flatMap((axis) => axes[axis] ?? []).filter((axis) => view[axis] !== 1);
  const positions = [1, 2].filter((axis) => value.shape[axis] !== 1);
  const byPositions = value.shape.length === 4 && own.toSorted((a, b) => a - b).join() === positions.join() && view.length === 4;
  if (own.length === 0 && [appendGlobalAverage, appendGlobalMax, total].includes(reduce)) { // all of length 1
    return { ...input, axes: axes.flatMap((group, axis) => (reduced.gone.includes(axis) && !reduced.keep ? [] : [group])) };
  }
  if (byPositions) return placed(reduce(call.graph, outputName(call), value), keptAxes(reduced, axes, (axis) => (axis === 0 ? 0 : 1)));
  if (own.includes(0)) {
    throw unsupported(
      call,
      `reduces [${listed(shapeOf(input))}] along the axes ${listed(reduced.gone)}, of which one counts images`,
      "Every image is computed by itself.",
    );
  }
  return elsewhere(call, reduce, input, reduced);
}

/** The axes that are left, by what became of each of their own. */
const keptAxes = ({ gone, keep }: Reduced, axes: AxisGroups, of: (axis: number) => number): AxisGroups =>
  axes.flatMap((group, axis) => (gone.includes(axis) ? (keep ? [[]] : []) : [group.map(of)]));

/** Whichever axes they are: what is reduced becomes the positions of an image, and what is left its channels. */
function elsewhere(call: OperatorCall, reduce: Append, input: Placed, { gone, keep }: Reduced): Placed {
  const { graph } = call;
  const [name, lengths] = [outputName(call), shapeOf(input)];
  const counts = input.axes.findIndex((group) => group.join() === "0");
  const left = lengths.flatMap((_, axis) => (gone.includes(axis) || axis === counts ? [] : [axis]));
  const images = counts < 0 || gone.includes(counts) ? [] : [counts];
  const whole = { ...input, axes: [...input.axes, gone.flatMap((axis) => input.axes[axis] ?? [])] }; // all that is reduced, as one axis more
  const { value } = laidOut(call, `${name} (laid out)`, whole, [images, [], [lengths.length], left]);
  const rows = reduce(graph, name, value); // [N, what is left]
  const kept = left.map((axis) => lengths[axis] as number);
  const lies = (axis: number): number[] => {
    if (axis === counts) return [0];
    return left.includes(axis) ? [left.indexOf(axis) + 1] : [];
  };
  const axes = lengths.flatMap((length, axis) => (gone.includes(axis) ? (keep ? [[]] : []) : [length === 1 && axis !== counts ? [] : lies(axis)]));
  const view = [rows.shape[0] ?? 1, ...(kept.length > 0 ? kept : [1])];
  if (kept.length < 2) return { value: rows, view, axes };
  // Axes beside one another lie as such again, an image's three as an image, so that what follows need not know of parts.
  const counted = { value: rows, view, axes };
  if (kept.length > 3) return counted;
  const apart = `${name} (apart)`;
  return axes.length === 4 && images.length === 1 ? asImage(call, apart, counted) : withLast(call, apart, counted, axes.length - 1);
}
