// A tensor of the network, and where its axes lie. The engine keeps images channels-last; ONNX names axes in any order. So every
// ONNX axis knows which axes of the engine's Value it is made of, and moving axes about costs nothing but this bookkeeping:
//
//   conv1's output    ONNX [N, C, H, W]       Value [N, H, W, C]    axes [[0], [3], [1], [2]]
//   its Flatten       ONNX [N, C·H·W]         Value [N, H, W, C]    axes [[0], [3, 1, 2]]
//   a pooled one      ONNX [N, C, 1, 1]       Value [N, C]          axes [[0], [1], [], []]
//   in two groups     ONNX [N, 2, C/2, H, W]  Value [N, H, W, C]    axes [[0], [3], [4], [1], [2]], view [N, H, W, 2, C/2]
//
// An axis of length 1 may lie anywhere, so none is noted, but for the batch: several images may come to lie there.
import { elements, type Value } from "../graph/graph.ts";
import { unsupported, type VersionedNode } from "./refusal.ts";
import { listed } from "./shape_arithmetic.ts";

/** For each ONNX axis the axes of the view, outermost first, that it is the product of. */
export type AxisGroups = readonly (readonly number[])[];

export interface Placed {
  readonly value: Value;
  /** The Value's shape, its channels perhaps in parts. */
  readonly view: readonly number[];
  readonly axes: AxisGroups;
}

/** The order of a convolution's image: [N, C, H, W]. */
export const CHANNELS_FIRST: AxisGroups = [[0], [3], [1], [2]];

/** The engine's own. */
export const CHANNELS_LAST: AxisGroups = [[0], [1], [2], [3]];

/** @param axes of the Value, of every length */
export const placed = (value: Value, axes: AxisGroups): Placed => ({
  value,
  view: value.shape,
  axes: axes.map((group) => group.filter((axis) => axis === 0 || value.shape[axis] !== 1)),
});

/** Its shape in ONNX. */
export const shapeOf = ({ view, axes }: Placed): readonly number[] =>
  axes.map((group) => elements(group.map((axis) => view[axis] as number)));

/** Whether the channels are in one part. */
export const isWhole = ({ value, view }: Placed): boolean => view.length === value.shape.length;

/** Whether the axes lie as if they were these. */
export const liesAs = (tensor: Placed, expected: AxisGroups): boolean =>
  isWhole(tensor) && sameAxes(tensor.axes, placed(tensor.value, expected).axes);

/**
 * Whether the Value is a map of features, [N, h, w, K]: its positions behind its channels, as ONNX has images, or before them, as Keras. What was
 * moved for other ends is none.
 */
export function isMap({ value, view, axes }: Placed): boolean {
  if (value.shape.length !== 4) return false;
  const [positions, channels] = [[1, 2], view.flatMap((_, axis) => (axis > 2 ? [axis] : []))].map((own) => own.filter((axis) => view[axis] !== 1)) as [number[], number[]];
  const found = axes.flat().filter((axis) => axis !== 0 && view[axis] !== 1);
  const first = positions.length === 0 || found.slice(-positions.length).join() === positions.join();
  const last = axes.length <= 4 && value.shape[1] !== 1 && found.join() === [...positions, ...channels].join();
  return first || last;
}

export const sameAxes = (a: AxisGroups, b: AxisGroups): boolean =>
  a.length === b.length && a.every((group, at) => group.join() === b[at]?.join());

/** Whether an ONNX axis is the Value's last, its channels; one channel may lie anywhere. */
export function isChannels(tensor: Placed, axis: number): boolean {
  const { value: { shape }, axes } = tensor;
  const [last, group] = [shape.length - 1, axes[axis]];
  const isLast = group?.join() === String(last) || (group?.length === 0 && shape[last] === 1);
  return last > 0 && isWhole(tensor) && isLast;
}

/** An axis of a view. */
interface Part {
  readonly length: number;
}

/** In another shape of as many elements. Channels may be taken apart; of other axes each is made of whole ones, or undefined. */
export function reshapePlaced(tensor: Placed, shape: readonly number[]): Placed | undefined {
  const { value } = tensor;
  const channels = value.shape.length - 1;
  const view = tensor.view.map((length): Part => ({ length }));
  const rest = tensor.axes.flat().map((axis) => view[axis] as Part);
  const groups: Part[][] = [];
  for (const wanted of shape) {
    const group = rest[0] !== undefined && rest[0] === view[0] ? rest.splice(0, 1) : []; // the batch, of length 1 as it may be
    let length = group[0]?.length ?? 1;
    while (length < wanted && rest.length > 0) {
      const [next] = rest as [Part];
      const part = wanted / length;
      if (part < next.length) {
        const place = view.indexOf(next);
        if (place < channels || place === 0 || !Number.isInteger(next.length / part)) {
          return undefined;
        }
        const halves: [Part, Part] = [{ length: part }, { length: next.length / part }];
        view.splice(place, 1, ...halves);
        rest.splice(0, 1, ...halves);
      }
      group.push(...rest.splice(0, 1));
      length *= group.at(-1)?.length ?? 1;
    }
    if (length !== wanted) return undefined;
    groups.push(group);
  }
  if (rest.length > 0) return undefined;
  const axes = groups.map((group) => group.map((part) => view.indexOf(part)));
  return joined({ value, view: view.map(({ length }) => length), axes });
}

/** With parts of the channels that lie one behind the other, inside one axis, as one. */
function joined(tensor: Placed): Placed {
  const { value, view, axes } = tensor;
  const follows = (first: number): boolean =>
    axes.some((group) => group.includes(first) && group[group.indexOf(first) + 1] === first + 1);
  const first = view.findIndex((_, at) => at >= value.shape.length - 1 && follows(at));
  if (first < 0) return tensor;
  const length = (view[first] as number) * (view[first + 1] as number);
  const without = (group: readonly number[]): number[] =>
    group.filter((axis) => axis !== first + 1).map((axis) => (axis > first ? axis - 1 : axis));
  return joined({ value, view: [...view.slice(0, first), length, ...view.slice(first + 2)], axes: axes.map(without) });
}

/** Where one axis is made of all parts of the channels in another order: which channel comes at each place. */
export function channelOrder({ value, view, axes }: Placed): number[] | undefined {
  const channels = value.shape.length - 1;
  const count = view.length - channels;
  const group = axes.find((own) => own.length === count && own.every((axis) => axis >= channels));
  if (!group || count < 2) return undefined;
  return Array.from({ length: value.shape[channels] as number }, (_, at) => {
    let [rest, channel] = [at, 0];
    for (const axis of group.toReversed()) {
      const length = view[axis] as number;
      channel += (rest % length) * elements(view.slice(axis + 1));
      rest = Math.floor(rest / length);
    }
    return channel;
  });
}

export const takenApart = (call: VersionedNode, tensor: Placed, shape: readonly number[]): Error =>
  unsupported(
    call,
    `makes [${listed(shape)}] of [${listed(shapeOf(tensor))}], which mixes images`,
    "Every image is computed by itself.",
  );
