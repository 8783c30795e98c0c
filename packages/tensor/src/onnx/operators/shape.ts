// Shape, and what moves axes about: the numbers stay where they are, but for channels that change places among themselves.
import { lastAxis } from "../../graph/shapes.ts";
import { channelGather } from "../../ops/channel_gather/channel_gather.ts";
import { intAttribute, textAttribute } from "../attributes.ts";
import { isPlaced, type OperatorCall, outputName, statedNumbers, viewAt } from "../call.ts";
import { claim, type Constant, made } from "../constant.ts";
import { flattened } from "../fold.ts";
import { reshaped } from "../layout.ts";
import { channelOrder, isWhole, type Placed, placed, shapeOf } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { movedAxes, permutation, reshaped as reshapedTo, squeezed, unsqueezed } from "../shape_arithmetic.ts";
import { dataType } from "../tensor.ts";

/** A shape is known before anything runs, the batch as one. Since opset 15 a part of it may be wanted. */
export function shape(call: OperatorCall): Constant {
  const [input] = call.operands;
  if (!input) throw contradiction(call, "has no input");
  const lengths = isPlaced(input) ? shapeOf(input) : input.shape;
  const part = lengths.slice(intAttribute(call.node, "start", 0), intAttribute(call.node, "end", lengths.length));
  return made(call, [part.length], true, () => Float64Array.from(part));
}

export const identity = (call: OperatorCall): Placed => viewAt(call, 0);

/** Between floating-point types, of which the engine has one. */
export function cast(call: OperatorCall): Placed {
  const { onnx, kind } = dataType(intAttribute(call.node, "to", 0));
  if (kind === "float") return viewAt(call, 0);
  throw unsupported(call, `makes numbers of type ${onnx}`, "Networks compute in floating point here.");
}

/** Nothing is dropped but in training. */
export function dropout(call: OperatorCall): Placed {
  const [ratio = 0.5] = statedNumbers(call, 1) ?? [];
  const training = call.opset >= 12 ? statedNumbers(call, 2)?.[0] ?? 0 : 0;
  if (training === 0 || ratio === 0) return viewAt(call, 0);
  throw unsupported(
    call,
    "drops what it is given, as in training",
    "Export the model in evaluation mode: model.eval().",
  );
}

export function transpose(call: OperatorCall): Placed {
  const { value, view, axes } = viewAt(call, 0);
  return { value, view, axes: permutation(call, axes.length).map((axis) => axes[axis] as readonly number[]) };
}

const inShape =
  (shape: (call: OperatorCall, before: readonly number[]) => readonly number[]) => (call: OperatorCall): Placed => {
    const input = viewAt(call, 0);
    const result = reshaped(call, outputName(call), input, shape(call, shapeOf(input)));
    if (!isWhole(result)) claim(call, lastAxis(result.value));
    const order = channelOrder(result);
    if (!order) return result;
    const channels = result.value.shape.length - 1;
    const value = channelGather(call.graph, outputName(call), result.value, order); // a channel shuffle
    return placed(value, result.axes.map((group) => (group.some((axis) => axis >= channels) ? [channels] : group)));
  };

/** Blocks of channels become blocks of pixels, or the other way round: taken apart, moved, joined. */
function blocks(call: OperatorCall, apart: readonly number[], order: readonly number[], whole: readonly number[]): Placed {
  const name = outputName(call);
  const parts = reshaped(call, `${name} (apart)`, viewAt(call, 0), apart);
  return reshaped(call, name, { ...parts, axes: order.map((axis) => parts.axes[axis] as readonly number[]) }, whole);
}

function blockSize(call: OperatorCall): readonly [size: number, lengths: readonly [number, number, number, number]] {
  const [size, lengths] = [intAttribute(call.node, "blocksize", 0), shapeOf(viewAt(call, 0))];
  if (lengths.length === 4 && size >= 1) return [size, lengths as unknown as readonly [number, number, number, number]];
  throw contradiction(call, `has blocks of ${size} in ${lengths.length} axes`);
}

export function depthToSpace(call: OperatorCall): Placed {
  const [b, [n, c, h, w]] = blockSize(call);
  const depth = c / (b * b);
  const whole = [n, depth, h * b, w * b];
  return textAttribute(call.node, "mode", "DCR") === "DCR"
    ? blocks(call, [n, b, b, depth, h, w], [0, 3, 4, 1, 5, 2], whole)
    : blocks(call, [n, depth, b, b, h, w], [0, 1, 4, 2, 5, 3], whole);
}

export function spaceToDepth(call: OperatorCall): Placed {
  const [b, [n, c, h, w]] = blockSize(call);
  return blocks(call, [n, c, h / b, b, w / b, b], [0, 3, 5, 1, 2, 4], [n, c * b * b, h / b, w / b]);
}

export const flatten = inShape(flattened);
export const squeeze = inShape((call, shape) => squeezed(call, shape, movedAxes(call, 13, statedNumbers(call, 1))));
export const unsqueeze = inShape((call, shape) =>
  unsqueezed(call, shape, movedAxes(call, 13, statedNumbers(call, 1)) ?? []),
);

export const reshape = inShape((call, shape) => {
  const stated = statedNumbers(call, 1) ?? [];
  const target = call.batch !== undefined && stated[0] === call.batch && shape[0] === 1 ? stated.with(0, 1) : stated; // a file for eight images is good for one
  return reshapedTo(call, shape, target, intAttribute(call.node, "allowzero", 0) !== 0);
});
