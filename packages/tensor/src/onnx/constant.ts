// Numbers that are known before anything runs: initializers, and what is computed of shapes.
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";
import { elements } from "../graph/graph.ts";
import { unsupported, type VersionedNode } from "./refusal.ts";
import type { OnnxTensor } from "./tensor.ts";

/** A tensor of a file, or one that is made of such. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whole numbers: their quotients are whole too. */
  readonly integer: boolean;
  /** The numbers, row-major, as float32; its own shape says nothing. */
  readonly tensor: CheckpointTensor;
  /** [shape], before they are rounded to float32 */
  exact(): Float64Array;
}

/** A node whose inputs may be known. */
export interface FoldCall extends VersionedNode {
  /** Those that the network computes, and those that are left out, are undefined. */
  readonly inputs: readonly (Constant | undefined)[];
  readonly budget: FoldBudget;
}

/** Numbers that may still be made: a small file must not ask for many. */
export interface FoldBudget {
  left: number;
}

/** Shapes need a few hundred; weights may be turned around or dequantised, each twice. */
export function foldBudget(tensors: Iterable<OnnxTensor>): FoldBudget {
  let left = 2 ** 20;
  for (const { kind, shape } of tensors) if (kind !== "other") left += 2 * elements(shape);
  return { left };
}

export const constantOf = (tensor: OnnxTensor): Constant => ({
  name: tensor.name,
  shape: tensor.shape,
  integer: tensor.kind === "integer",
  tensor,
  exact: tensor.exact,
});

/** The same numbers in another shape. */
export const withShape = (constant: Constant, name: string, shape: readonly number[]): Constant => ({
  ...constant,
  name,
  shape,
});

/** Takes so many numbers from the budget. */
export function claim(call: VersionedNode & { readonly budget: FoldBudget }, length: number): void {
  if (!(length <= call.budget.left)) {
    const { message } = unsupported(
      call,
      `makes ${length} numbers of the file's own, more than its size justifies`,
      "Export the model with constant folding.",
    );
    throw new CheckpointError("checkpoint-unsafe", message);
  }
  call.budget.left -= Math.max(length, 1);
}

/** A constant that a node makes. @param numbers that it holds, asked for once it is known that there may be so many */
export function made(
  call: FoldCall,
  shape: readonly number[],
  integer: boolean,
  numbers: (length: number) => Float64Array,
): Constant {
  const length = elements(shape);
  claim(call, length);
  const exact = length === 0 ? new Float64Array() : numbers(length);
  return { name: call.node.outputs[0] ?? "", shape, integer, exact: () => exact, tensor: tensorOf(exact) };
}

const tensorOf = (exact: Float64Array): CheckpointTensor => ({
  shape: [exact.length],
  read: (from, to) => Float32Array.from(exact.subarray(from, to)),
  get data() {
    return Float32Array.from(exact);
  },
});

/** An input that must be known. */
export function known(call: FoldCall, at: number): Constant {
  const found = call.inputs[at];
  if (found) return found;
  throw unsupported(
    call,
    `needs input ${at} before anything runs`,
    "Export the model with constant folding, and with a fixed size.",
  );
}

/** All numbers of an input that is known, if it is given: a shape, axes, bounds. */
export function fewNumbers(call: FoldCall, at: number): number[] | undefined {
  const constant = call.inputs[at];
  if (!constant) return undefined;
  if (elements(constant.shape) <= 4096) return [...constant.exact()];
  throw unsupported(
    call,
    `is told by ${elements(constant.shape)} numbers in input ${at}`,
    "Export the model with constant folding.",
  );
}
