// What moves axes about and computes nothing: the numbers stay where they are.
import { intAttribute } from "../attributes.ts";
import { type OperatorCall, statedNumbers, tensorAt } from "../call.ts";
import { flattened } from "../fold.ts";
import { type Placed, reshapePlaced, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { movedAxes, permutation, reshaped, squeezed, unsqueezed } from "../shape_arithmetic.ts";
import { dataType } from "../tensor.ts";

export const identity = (call: OperatorCall): Placed => tensorAt(call, 0);

/** Between floating-point types, of which the engine has one. */
export function cast(call: OperatorCall): Placed {
  const { onnx, kind } = dataType(intAttribute(call.node, "to", 0));
  if (kind === "float") return tensorAt(call, 0);
  throw unsupported(call, `makes numbers of type ${onnx}`, "Networks compute in floating point here.");
}

/** Nothing is dropped but in training. */
export function dropout(call: OperatorCall): Placed {
  const training = call.opset >= 12 ? statedNumbers(call, 2)?.[0] ?? 0 : 0;
  if (training === 0) return tensorAt(call, 0);
  throw unsupported(
    call,
    "drops what it is given, as in training",
    "Export the model in evaluation mode: model.eval().",
  );
}

export function transpose(call: OperatorCall): Placed {
  const { value, axes } = tensorAt(call, 0);
  return { value, axes: permutation(call, axes.length).map((axis) => axes[axis] as readonly number[]) };
}

const inShape =
  (shape: (call: OperatorCall, before: readonly number[]) => readonly number[]) => (call: OperatorCall): Placed => {
    const input = tensorAt(call, 0);
    return reshapePlaced(call, input, shape(call, shapeOf(input)));
  };

export const flatten = inShape(flattened);
export const squeeze = inShape((call, shape) => squeezed(call, shape, movedAxes(call, 13, statedNumbers(call, 1))));
export const unsqueeze = inShape((call, shape) =>
  unsqueezed(call, shape, movedAxes(call, 13, statedNumbers(call, 1)) ?? []),
);

export const reshape = inShape((call, shape) => {
  const stated = statedNumbers(call, 1) ?? [];
  const target = stated[0] === call.batch ? stated.with(0, shape[0] ?? 1) : stated; // a file for eight images is good for one
  return reshaped(call, shape, target, intAttribute(call.node, "allowzero", 0) !== 0);
});
