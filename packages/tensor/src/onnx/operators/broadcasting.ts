// What repeats along axes beside a tensor of the network, as NumPy has it: another tensor, or known numbers of any shape.
import { elements, type Graph, type Value } from "../../graph/graph.ts";
import { add as appendAdd } from "../../ops/add/add.ts";
import { broadcastAdd } from "../../ops/arithmetic/arithmetic.ts";
import { positionGather } from "../../ops/resample/position_gather.ts";
import { type OperatorCall, outputName } from "../call.ts";
import { claim, type Constant } from "../constant.ts";
import { laidOut, withLast } from "../layout.ts";
import { type AxisGroups, isWhole, type Placed, placed, sameAxes, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { listed } from "../shape_arithmetic.ts";

/** Appends what two Values make. */
type Both = (graph: Graph, name: string, a: Value, b: Value) => Value;

/** Of two tensors, of which either may repeat along axes; laid alike where they do not lie so. */
export function broadcast(call: OperatorCall, both: Both, a: Placed, b: Placed, name = outputName(call)): Placed {
  const { graph } = call;
  if (a.value.shape.join() === b.value.shape.join() && a.view.join() === b.view.join() && sameAxes(a.axes, b.axes)) {
    const value = both === broadcastAdd ? appendAdd(graph, name, a.value, b.value) : both(graph, name, a.value, b.value); // the former folds
    return { ...a, value };
  }
  const [left, right] = laidAlike(call, name, a, b);
  if (!fits(left.value, right.value)) throw unlike(call, a, shapeOf(b));
  const [x, y] = positionsAlike(call, name, left.value, right.value);
  const value = both(graph, name, x, y);
  const rank = Math.max(left.axes.length, right.axes.length);
  const groups = [left, right].map((tensor) => rolesOf(tensor, rank)) as [AxisGroups, AxisGroups];
  return placed(value, groups[0].map((group, at) => (group.length > 0 ? group : groups[1][at] ?? []).map((axis) => (axis === CHANNELS ? value.shape.length - 1 : axis))));
}

/** The last axis of a Value, of however many. */
const CHANNELS = -1;

/** Which axes of a map each of `rank` ONNX axes is made of. */
function rolesOf({ value, axes }: Placed, rank: number): AxisGroups {
  const last = value.shape.length - 1;
  const own = axes.map((group) => group.map((axis) => (axis === last && last > 0 ? CHANNELS : axis)));
  return [...Array.from({ length: rank - axes.length }, () => []), ...own];
}

function laidAlike(call: OperatorCall, name: string, a: Placed, b: Placed): readonly [Placed, Placed] {
  const rank = Math.max(a.axes.length, b.axes.length);
  const [left, right] = [rolesOf(a, rank), rolesOf(b, rank)];
  const alike = left.every((group, at) => group.join() === right[at]?.join() || group.length === 0 || right[at]?.length === 0);
  if (alike && isWhole(a) && isWhole(b)) return [a, b];
  if (elements(b.view) > elements(a.view)) return laidAlike(call, name, b, a).toReversed() as [Placed, Placed];
  const wide = isWhole(a) && a.axes.every((group) => group.length <= 1) ? a : withLast(call, `${name} (first)`, a, a.axes.length - 1);
  return [wide, laidOut(call, `${name} (second)`, b, placesBeside(call, wide, b))];
}

/** For each axis of the wide one's Value the other's ONNX axis that lies there. */
function placesBeside(call: OperatorCall, wide: Placed, other: Placed): number[][] {
  const shift = Math.max(wide.axes.length, other.axes.length) - other.axes.length;
  const offset = Math.max(wide.axes.length, other.axes.length) - wide.axes.length;
  const lengths = shapeOf(other);
  const wanted = wide.value.shape.map((_, place) => {
    const axis = wide.axes.findIndex((group) => group[0] === place) + offset - shift;
    return wide.axes.some((group) => group[0] === place) && axis >= 0 && (lengths[axis] !== 1 || other.axes[axis]?.[0] === 0) ? [axis] : [];
  });
  const homeless = lengths.flatMap((length, axis) => (length === 1 || wanted.flat().includes(axis) ? [] : [axis]));
  const free = wide.value.shape.flatMap((length, place) => (place > 0 && length === 1 && wanted[place]?.length === 0 ? [place] : []));
  for (const axis of homeless.toReversed()) {
    const place = free.pop();
    if (place === undefined) throw unlike(call, wide, lengths);
    wanted[place] = [axis];
  }
  return wanted;
}

const unlike = (call: OperatorCall, tensor: Placed, other: readonly number[]): Error =>
  unsupported(call, `joins [${listed(shapeOf(tensor))}] and [${listed(other)}], which do not fit`, "Each axis must be as long in both, or 1.");

/** Of as many axes; two of a row are beside any. */
const fits = (a: Value, b: Value): boolean =>
  a.shape.length !== b.shape.length || a.shape.every((length, axis) => length === b.shape[axis] || length === 1 || b.shape[axis] === 1);

/** Height and width repeat together, as the engine has it: what repeats along one of them alone is repeated. */
function positionsAlike(call: OperatorCall, name: string, a: Value, b: Value): readonly [Value, Value] {
  if (a.shape.length !== 4 || b.shape.length !== 4) return [a, b];
  const [h, w] = [1, 2].map((axis) => Math.max(a.shape[axis] as number, b.shape[axis] as number)) as [number, number];
  const repeated = (value: Value, what: string): Value => {
    const [, own = 1, along = 1] = value.shape;
    if ((own === h && along === w) || (own === 1 && along === 1)) return value;
    const index = (length: number, from: number): number[] => Array.from({ length }, (_, at) => (from === 1 ? 0 : at));
    return positionGather(call.graph, `${name} (${what}, repeated)`, value, index(h, own), index(w, along));
  };
  return [repeated(a, "first"), repeated(b, "second")];
}

/** A constant's numbers as they lie beside a tensor: one number, one for each channel, or one for each position. */
export function alongside(call: OperatorCall, tensor: Placed, constant: Constant, what = "numbers"): Value {
  const { view, axes } = tensor;
  const shift = axes.length - constant.shape.length;
  const along = (axis: number): number => constant.shape[axis - shift] ?? 1; // how long it is along one of the tensor's axes
  const isBeside = shift >= 0 && axes.every((group, axis) => along(axis) === 1 || (along(axis) === shapeOf(tensor)[axis] && !group.includes(0)));
  if (!isBeside || !isWhole(tensor)) throw unlike(call, tensor, constant.shape);
  const steps = view.map((_, own) => {
    const axis = axes.findIndex((group) => group.includes(own));
    const group = axes[axis] ?? [];
    if (axis < 0 || along(axis) === 1) return 0;
    const inner = elements(group.slice(group.indexOf(own) + 1).map((each) => view[each] as number));
    return inner * elements(constant.shape.slice(Math.max(0, axis - shift) + 1));
  });
  const last = view.length - 1;
  const byPosition = steps.slice(1, last).some((step) => step !== 0);
  const shape = view.map((length, own) => (own === 0 || (own < last && !byPosition) || (own === last && steps[last] === 0) ? 1 : length));
  claim(call, elements(shape));
  const from = constant.exact();
  const numbers = Float32Array.from({ length: elements(shape) }, (_, at) => {
    let [rest, index] = [at, 0];
    for (let own = last; own >= 0; own--) {
      index += (rest % (shape[own] as number)) * (steps[own] as number);
      rest = Math.floor(rest / (shape[own] as number));
    }
    return from[index] as number;
  });
  const channels = shape[last] as number;
  return call.graph.parameter(`${outputName(call)} (${what})`, byPosition ? shape : [channels], numbers);
}
