// The mean over all positions of an image: GlobalAveragePool, and ReduceMean over height and width.
import { globalAveragePool as appendPool } from "../../ops/global_average_pool/global_average_pool.ts";
import { intAttribute } from "../attributes.ts";
import { type OperatorCall, outputName, statedNumbers, tensorAt } from "../call.ts";
import { type AxisGroups, type Placed, placed, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { axesOf, listed, movedAxes } from "../shape_arithmetic.ts";

export function globalAveragePool(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  return meanOver(call, input, input.axes.map((_, axis) => axis).slice(2), true);
}

export function reduceMean(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const given = movedAxes(call, 18, statedNumbers(call, 1)) ?? [];
  const none = given.length === 0 && intAttribute(call.node, "noop_with_empty_axes", 0) !== 0;
  if (none) return input;
  const axes = given.length === 0 ? input.axes.map((_, axis) => axis) : axesOf(call, given, input.axes.length);
  return meanOver(call, input, axes, intAttribute(call.node, "keepdims", 1) !== 0);
}

function meanOver(call: OperatorCall, input: Placed, gone: readonly number[], keep: boolean): Placed {
  const { value, axes } = input;
  const reduced = gone.flatMap((axis) => axes[axis] ?? []);
  const others = (groups: AxisGroups, channels: number): AxisGroups =>
    groups.flatMap((
      group,
      axis,
    ) => (gone.includes(axis) ? (keep ? [[]] : []) : [group.map((own) => (own === 0 ? 0 : channels))]));
  if (reduced.length === 0) {
    return { value, axes: axes.flatMap((group, axis) => (gone.includes(axis) && !keep ? [] : [group])) }; // all of length 1
  }
  const positions = [1, 2].filter((axis) => value.shape[axis] !== 1);
  if (value.shape.length === 4 && reduced.toSorted((a, b) => a - b).join() === positions.join()) {
    const pooled = appendPool(call.graph, outputName(call), value);
    return placed(pooled, others(axes, 1));
  }
  throw unsupported(
    call,
    `takes the mean of [${listed(shapeOf(input))}] along the axes ${listed(gone)}`,
    "Over height and width together it is computed.",
  );
}
