// A tensor of the network, and where its axes lie. The engine keeps images channels-last; ONNX names axes in any order. So every
// ONNX axis knows which axes of the engine's Value it is made of, and moving axes about costs nothing but this bookkeeping:
//
//   conv1's output    ONNX [N, C, H, W]    Value [N, H, W, C]    axes [[0], [3], [1], [2]]
//   its Flatten       ONNX [N, C·H·W]      Value [N, H, W, C]    axes [[0], [3, 1, 2]]
//   a pooled one      ONNX [N, C, 1, 1]    Value [N, C]          axes [[0], [1], [], []]
//
// An axis of length 1 may lie anywhere, so none is noted, but for the batch: several images may come to lie there.
import { elements, type Value } from "../graph/graph.ts";
import { unsupported, type VersionedNode } from "./refusal.ts";
import { listed } from "./shape_arithmetic.ts";

/** For each ONNX axis the Value's axes, outermost first, that it is the product of. */
export type AxisGroups = readonly (readonly number[])[];

export interface Placed {
  readonly value: Value;
  readonly axes: AxisGroups;
}

/** The order of a convolution's image: [N, C, H, W]. */
export const CHANNELS_FIRST: AxisGroups = [[0], [3], [1], [2]];

/** Each of the Value's axes as it is. */
export const inPlace = ({ shape }: Value): AxisGroups => shape.map((_, axis) => [axis]);

/** @param axes of every length */
export const placed = (value: Value, axes: AxisGroups): Placed => ({
  value,
  axes: axes.map((group) => group.filter((axis) => axis === 0 || value.shape[axis] !== 1)),
});

/** Its shape in ONNX. */
export const shapeOf = ({ value, axes }: Placed): readonly number[] => axes.map((group) => lengthOf(value, group));

const lengthOf = ({ shape }: Value, group: readonly number[]): number =>
  elements(group.map((axis) => shape[axis] as number));

/** Whether the axes lie as if they were these. */
export const liesAs = ({ value, axes }: Placed, expected: AxisGroups): boolean =>
  sameAxes(axes, placed(value, expected).axes);

export const sameAxes = (a: AxisGroups, b: AxisGroups): boolean =>
  a.length === b.length && a.every((group, at) => group.join() === b[at]?.join());

/** Whether an ONNX axis is the Value's last, its channels; one channel may lie anywhere. */
export function isChannels({ value: { shape }, axes }: Placed, axis: number): boolean {
  const [last, group] = [shape.length - 1, axes[axis]];
  return last > 0 && group !== undefined &&
    (group.join() === String(last) || (group.length === 0 && shape[last] === 1));
}

/** In another shape of as many elements, of which each axis is made of whole axes of the Value. */
export function reshapePlaced(call: VersionedNode, tensor: Placed, shape: readonly number[]): Placed {
  const { value } = tensor;
  const rest = tensor.axes.flat();
  const axes = shape.map((wanted) => {
    const group: number[] = [];
    let length = 1;
    if (rest[0] === 0) group.push(...rest.splice(0, 1)); // the batch, of length 1 as it may be
    length = lengthOf(value, group);
    while (length < wanted && rest.length > 0) {
      group.push(...rest.splice(0, 1));
      length = lengthOf(value, group);
    }
    if (length !== wanted) throw split(call, tensor, shape);
    return group;
  });
  if (rest.length > 0) throw split(call, tensor, shape);
  return { value, axes };
}

const split = (call: VersionedNode, tensor: Placed, shape: readonly number[]): Error =>
  unsupported(
    call,
    `makes [${listed(shape)}] of [${listed(shapeOf(tensor))}], which takes an axis apart`,
    "Only axes as a whole are joined; channel shuffles and attention are not computed yet.",
  );
