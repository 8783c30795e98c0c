// What ONNX' operators make of shapes, whether the numbers are known or not: an axis counted from the end, Reshape's 0 and −1,
// axes that moved from an attribute to an input.
import { elements } from "../graph/graph.ts";
import { intsAttribute } from "./attributes.ts";
import { contradiction, type VersionedNode } from "./refusal.ts";

/** An axis of so many; −1 is the last. */
export function axisOf(call: VersionedNode, axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(found) && found >= 0 && found < rank) return found;
  throw contradiction(call, `names axis ${axis} of ${rank}`);
}

/** Several, each once, in their order. */
export function axesOf(call: VersionedNode, axes: readonly number[], rank: number): readonly number[] {
  const found = axes.slice(0, rank + 1).map((axis) => axisOf(call, axis, rank));
  if (new Set(found).size === axes.length) return found.toSorted((a, b) => a - b);
  throw contradiction(call, `names an axis twice, in [${listed(axes)}]`);
}

/** Axes that were an attribute before opset `moved`, and are input 1 from then on. @param input its numbers, if there are any */
export const movedAxes = (
  call: VersionedNode,
  moved: number,
  input: readonly number[] | undefined,
): readonly number[] | undefined => (call.opset < moved ? intsAttribute(call.node, "axes") : input);

/** The shape that Reshape gives: 0 keeps a length, −1 takes what is left. */
export function reshaped(
  call: VersionedNode,
  shape: readonly number[],
  target: readonly number[],
  allowZero: boolean,
): readonly number[] {
  if (target.length > 32) throw contradiction(call, `makes ${target.length} axes; 32 are the most`);
  const kept = target.map((length, axis) => (length === 0 && !allowZero ? shape[axis] ?? NaN : length));
  const rest = elements(kept.filter((length) => length !== -1));
  const found = kept.map((length) => (length === -1 ? elements(shape) / rest : length));
  const fits = found.every((length) => Number.isSafeInteger(length) && length >= 0) &&
    elements(found) === elements(shape);
  if (fits && kept.filter((length) => length === -1).length <= 1) return found;
  throw contradiction(call, `makes [${listed(target)}] of [${listed(shape)}], which has another number of elements`);
}

/** Without the axes, or without any of length 1 where none is named. */
export function squeezed(
  call: VersionedNode,
  shape: readonly number[],
  axes: readonly number[] | undefined,
): readonly number[] {
  const gone = axes ? axesOf(call, axes, shape.length) : shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const longer = gone.find((axis) => shape[axis] !== 1);
  if (longer === undefined) return shape.filter((_, axis) => !gone.includes(axis));
  throw contradiction(call, `removes axis ${longer} of [${listed(shape)}], whose length is not 1`);
}

/** With axes of length 1 at the places that they have afterwards. */
export function unsqueezed(call: VersionedNode, shape: readonly number[], axes: readonly number[]): readonly number[] {
  const rank = shape.length + axes.length;
  if (rank > 32) throw contradiction(call, `makes ${rank} axes; 32 are the most`);
  const added = axesOf(call, axes, rank);
  const lengths = shape.values();
  return Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : lengths.next().value ?? 1));
}

/** What Slice is told. Without axes, of the first ones; without steps, by 1. */
export interface SliceNumbers {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly axes: readonly number[] | undefined;
  readonly steps: readonly number[] | undefined;
}

/** What is taken of each axis that Slice names: `count` numbers from `start` on. */
export function sliceRanges(
  call: VersionedNode,
  shape: readonly number[],
  { starts, ends, axes = starts.map((_, axis) => axis), steps = starts.map(() => 1) }: SliceNumbers,
): { readonly axis: number; readonly start: number; readonly count: number; readonly step: number }[] {
  if (![ends, axes, steps].every(({ length }) => length === starts.length)) {
    throw contradiction(call, "has starts, ends, axes and steps of different number");
  }
  axesOf(call, axes, shape.length); // each once
  return axes.map((given, at) => {
    const axis = axisOf(call, given, shape.length);
    const [length, step] = [shape[axis] as number, steps[at] as number];
    if (!Number.isInteger(step) || step === 0) throw contradiction(call, `goes by steps of ${step}`);
    const [least, most] = step < 0 ? [-1, length - 1] : [0, length];
    const inside = (place: number): number => Math.min(Math.max(place < 0 ? place + length : place, least), most);
    const [start, end] = [inside(starts[at] as number), inside(ends[at] as number)];
    return { axis, start, count: Math.max(0, Math.ceil((end - start) / step)), step };
  });
}

/** A permutation of so many axes; the reverse order where none is given. */
export function permutation(call: VersionedNode, rank: number): readonly number[] {
  const given = intsAttribute(call.node, "perm");
  if (!given) return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (given.length === rank && axesOf(call, given, rank).length === rank) {
    return given.map((axis) => axisOf(call, axis, rank));
  }
  throw contradiction(call, `permutes ${rank} axes by [${listed(given)}]`);
}

export const listed = (values: readonly number[]): string =>
  values.slice(0, 8).join(", ") + (values.length > 8 ? ", …" : "");
