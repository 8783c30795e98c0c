// What repeats a tensor along its axes: Expand and Tile.
import { channelGather } from "../../ops/channel_gather/channel_gather.ts";
import { positionGather } from "../../ops/resample/position_gather.ts";
import { like, type OperatorCall, outputName, requireShort, statedNumbers, viewAt } from "../call.ts";
import { claim } from "../constant.ts";
import { laidOut } from "../layout.ts";
import { type Placed, placed, shapeOf } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { listed } from "../shape_arithmetic.ts";

/** To a shape: axes of length 1 repeat. */
export function expand(call: OperatorCall): Placed {
  const [input, stated] = [viewAt(call, 0), statedNumbers(call, 1) ?? []];
  const rank = Math.max(input.axes.length, stated.length);
  const wide = { ...input, axes: [...Array.from({ length: rank - input.axes.length }, () => []), ...input.axes] };
  const lengths = shapeOf(wide);
  const wanted = lengths.map((length, axis) => Math.max(length, stated[axis - rank + stated.length] ?? 1));
  if (wanted.some((length, axis) => lengths[axis] !== 1 && lengths[axis] !== length)) {
    throw contradiction(call, `makes [${listed(stated)}] of [${listed(lengths)}]`);
  }
  return repeated(call, wide, lengths, wanted);
}

/** So many times along each axis. */
export function tile(call: OperatorCall): Placed {
  const [input, times] = [viewAt(call, 0), statedNumbers(call, 1) ?? []];
  const lengths = shapeOf(input);
  if (times.length !== lengths.length) throw contradiction(call, `repeats ${lengths.length} axes by [${listed(times)}]`);
  return repeated(call, input, lengths, lengths.map((length, axis) => length * (times[axis] as number)));
}

function repeated(call: OperatorCall, input: Placed, lengths: readonly number[], wanted: readonly number[]): Placed {
  if (wanted.join() === lengths.join()) return input;
  const [name, rank] = [outputName(call), lengths.length];
  const images = input.axes.findIndex((group) => group.includes(0));
  const longer = wanted.flatMap((length, axis) => (length === lengths[axis] ? [] : [axis]));
  const others = lengths.flatMap((length, axis) => (axis === images || (length === 1 && wanted[axis] === 1) ? [] : [axis]));
  if ((images >= 0 && longer.includes(images)) || others.length > 3 || !wanted.every((length) => length >= 1)) {
    throw unsupported(call, `repeats [${listed(lengths)}] as [${listed(wanted)}]`, "Axes of one image, at most three of them, are computed.");
  }
  requireShort(call, wanted);
  const [first, last, middle] = [images < 0 ? [] : [images], others.slice(-1), others.slice(0, -1)];
  const laid = laidOut(call, `${name} (laid out)`, input, [first, middle.slice(0, 1), middle.slice(1), last]);
  const index = (axis: number | undefined): number[] => {
    if (axis === undefined) return [0];
    return Array.from({ length: wanted[axis] as number }, (_, at) => at % (lengths[axis] as number));
  };
  const [rows, columns, channels] = [index(middle[0]), index(middle[1]), index(last[0])];
  claim(call, rows.length + columns.length + channels.length);
  const byPosition = middle.some((axis) => longer.includes(axis));
  const byChannel = last.some((axis) => longer.includes(axis));
  const positions = byPosition ? positionGather(call.graph, byChannel ? `${name} (positions)` : name, laid.value, rows, columns) : laid.value;
  const value = byChannel ? channelGather(call.graph, name, positions, channels) : positions;
  const place = (axis: number): number[] => {
    if (axis === images) return [0];
    if (last.includes(axis)) return [3];
    const at = middle.indexOf(axis);
    return at < 0 ? [] : [at + 1];
  };
  return like(placed(value, Array.from({ length: rank }, (_, axis) => place(axis))), value);
}
