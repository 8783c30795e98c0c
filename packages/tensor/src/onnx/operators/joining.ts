// What joins and cuts: Concat, Split, Slice, Gather and Pad.
import { elements } from "../../graph/graph.ts";
import { imageShape, lastAxis } from "../../graph/shapes.ts";
import { channelGather } from "../../ops/channel_gather/channel_gather.ts";
import { concat as appendConcat } from "../../ops/concat/concat.ts";
import { pad as appendPad } from "../../ops/pad/pad.ts";
import { border } from "../../ops/resample/border.ts";
import { positionGather } from "../../ops/resample/position_gather.ts";
import { slice as appendSlice } from "../../ops/slice/slice.ts";
import { floatAttribute, intAttribute, intsAttribute, textAttribute } from "../attributes.ts";
import { constantAt, like, type OperatorCall, outputName, requireShort, statedNumbers, tensorAt, viewAt } from "../call.ts";
import { claim } from "../constant.ts";
import { reshaped, withLast } from "../layout.ts";
import { CHANNELS_FIRST, CHANNELS_LAST, isChannels, liesAs, type Placed, placed, shapeOf } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { axisOf, listed, sliceRanges } from "../shape_arithmetic.ts";

/** The tensor with the axis as its channels. */
const along = (call: OperatorCall, tensor: Placed, axis: number, what = "laid out"): Placed =>
  (isChannels(tensor, axis) ? tensor : withLast(call, `${outputName(call)} (${what})`, tensor, axis));

/** Of a length beside 1: one of length 1 may lie anywhere. */
const whereAxesLie = ({ view, axes }: Placed): string => axes.map((group) => group.filter((axis) => view[axis] !== 1).join("·")).join();

export function concat(call: OperatorCall): Placed {
  const given = call.operands.map((_, at) => viewAt(call, at));
  const rank = viewAt(call, 0).axes.length;
  const axis = axisOf(call, intAttribute(call.node, "axis", NaN), rank);
  const parts = given.map((tensor, at) => along(call, tensor, axis, `part ${at}`));
  const alike = new Set(parts.map(whereAxesLie)).size === 1;
  const tensors = alike ? parts : parts.map((part, at) => withLast(call, `${outputName(call)} (part ${at}, in order)`, part, axis)); // a map and its transpose, say
  const [first] = tensors as [Placed];
  const lengths = tensors.map((tensor) => shapeOf(tensor).toSpliced(axis, 1).join());
  if (tensors.some((tensor) => tensor.axes.length !== rank) || new Set(lengths).size > 1) {
    throw contradiction(call, `joins [${listed(shapeOf(first))}] and others that differ along more than axis ${axis}`);
  }
  const value = appendConcat(call.graph, outputName(call), tensors.map((tensor) => tensor.value));
  return placed(value, first.axes.with(axis, [value.shape.length - 1]));
}

/** The lengths moved from an attribute to an input in opset 13; where there are none the parts are even. */
export function split(call: OperatorCall): Placed {
  const { node, opset } = call;
  const given = viewAt(call, 0);
  const axis = axisOf(call, intAttribute(node, "axis", 0), given.axes.length);
  const input = along(call, given, axis);
  const [channels, parts] = [lastAxis(input.value), node.outputs.length];
  const even = Math.ceil(channels / parts);
  const stated = opset < 13 ? intsAttribute(node, "split") : statedNumbers(call, 1);
  const lengths = stated ?? node.outputs.map((_, at) => Math.min(even, channels - at * even));
  if (lengths.length !== parts || lengths.reduce((sum, length) => sum + length, 0) !== channels) {
    throw contradiction(call, `cuts ${channels} channels into ${parts} parts of [${listed(lengths)}]`);
  }
  let end = 0;
  const results = lengths.map((length, at) => {
    const range = { begin: end, end: end += length };
    return placed(
      appendSlice(call.graph, node.outputs[at] ?? "", input.value, range),
      input.axes.with(axis, [input.value.shape.length - 1]),
    );
  });
  results.forEach((result, at) => call.give(at, result));
  return results[0] as Placed;
}

export function slice(call: OperatorCall): Placed {
  const { node, opset } = call;
  const input = tensorAt(call, 0);
  const told = (
    at: number,
    name: string,
  ): readonly number[] | undefined => (opset < 10 ? intsAttribute(node, name) : statedNumbers(call, at));
  const shape = shapeOf(input);
  const ranges = sliceRanges(call, shape, {
    starts: told(1, "starts") ?? [],
    ends: told(2, "ends") ?? [],
    axes: told(3, "axes"),
    steps: opset < 10 ? undefined : statedNumbers(call, 4),
  }).filter(({ axis, count, step }) => step !== 1 || count !== shape[axis]);
  if (ranges.length === 0) return input;
  let result = input;
  ranges.forEach((range, at) => {
    if (range.count === 0) throw contradiction(call, `leaves nothing of axis ${range.axis} of [${listed(shape)}]`);
    result = cut(call, at === ranges.length - 1 ? outputName(call) : `${outputName(call)} (${at + 1})`, result, range);
  });
  return result;
}

type Range = ReturnType<typeof sliceRanges>[number];

function cut(call: OperatorCall, name: string, input: Placed, { axis, start, count, step }: Range): Placed {
  const { value, axes } = input;
  const index = (): number[] => Array.from({ length: count }, (_, at) => start + at * step);
  const [own = 0, ...more] = axes[axis] ?? [];
  const sides = own === 1 || own === 2;
  if (isChannels(input, axis) || value.shape.length !== 4 || more.length > 0 || !sides) {
    const last = along(call, input, axis, `axis ${axis} laid out`);
    if (step === 1) return like(last, appendSlice(call.graph, name, last.value, { begin: start, end: start + count }));
    claim(call, count);
    return like(last, channelGather(call.graph, name, last.value, index()));
  }
  const length = value.shape[own] as number;
  if (step === 1) {
    const after = length - start - count;
    return like(input, appendPad(call.graph, name, value, own === 1 ? { top: -start, bottom: -after } : { left: -start, right: -after }));
  }
  const all = Array.from({ length: value.shape[3 - own] as number }, (_, at) => at);
  claim(call, count + all.length);
  const rows = positionGather(call.graph, name, value, own === 1 ? index() : all, own === 1 ? all : index());
  return like(input, rows);
}

/** By known indices; a single one takes its axis away, and several axes of them stand in its place. */
export function gather(call: OperatorCall): Placed {
  const given = viewAt(call, 0);
  const axis = axisOf(call, intAttribute(call.node, "axis", 0), given.axes.length);
  const indices = constantAt(call, 1);
  const input = along(call, given, axis);
  const channels = lastAxis(input.value);
  claim(call, elements(indices.shape));
  const order = (statedNumbers(call, 1) ?? []).map((index) => axisOf(call, index, channels));
  const value = channelGather(call.graph, outputName(call), input.value, order);
  const taken = placed(value, input.axes.with(axis, [value.shape.length - 1]));
  if (indices.shape.length === 1) return taken;
  return reshaped(call, `${outputName(call)} (shaped)`, taken, shapeOf(taken).toSpliced(axis, 1, ...indices.shape));
}

/** Pads and value moved from attributes to inputs in opset 11. */
export function pad(call: OperatorCall): Placed {
  const { node, opset } = call;
  const input = tensorAt(call, 0);
  const [rank, mode] = [input.axes.length, textAttribute(node, "mode", "constant")];
  const pads = (opset < 11 ? intsAttribute(node, "pads") : statedNumbers(call, 1)) ?? [];
  const value = opset < 11 ? floatAttribute(node, "value", 0) : statedNumbers(call, 2)?.[0] ?? 0;
  const axes = (statedNumbers(call, 3) ?? input.axes.map((_, axis) => axis)).map((axis) => axisOf(call, axis, rank));
  if (pads.length !== 2 * axes.length) throw contradiction(call, `has ${pads.length} pads for ${axes.length} axes`);
  requireShort(call, pads);
  if (pads.every((length) => length === 0)) return input;
  const order = [CHANNELS_FIRST, CHANNELS_LAST].find((each) => liesAs(input, each));
  const beside = (own: number): readonly [number, number] => {
    const at = axes.findIndex((axis) => order?.[axis]?.[0] === own);
    return at < 0 ? [0, 0] : [pads[at] ?? 0, pads[at + axes.length] ?? 0];
  };
  const [images, [top, bottom], [left, right], [front, back]] = [beside(0), beside(1), beside(2), beside(3)];
  const odd = images.some((length) => length !== 0) || (mode !== "constant" && (front !== 0 || back !== 0));
  if (!order || odd || !["constant", "reflect", "edge"].includes(mode)) {
    const found = `puts a ${mode.slice(0, 20)} border of [${listed(pads)}] around [${listed(shapeOf(input))}]`;
    throw unsupported(call, found, "Around images it is computed.");
  }
  const [, height, width] = imageShape(input.value);
  claim(call, height + width + Math.abs(top) + Math.abs(bottom) + Math.abs(left) + Math.abs(right)); // a term for each row and column
  const [name, sides] = [outputName(call), { top, bottom, left, right }];
  const padded = mode === "constant"
    ? appendPad(call.graph, name, input.value, { ...sides, front, back, value })
    : border(call.graph, name, input.value, { mode: mode === "edge" ? "edge" : "reflect", ...sides });
  return placed(padded, order);
}
