// A tensor as PyTorch stores it (storage, offset, shape, strides) → a row-major Float32Array.
// Contiguous float32 at an aligned place in the file is not copied: the array is a view of the file's bytes,
// which is little-endian like every machine with WebGPU.
import { CheckpointError } from "../graph/errors.ts";
import { quote } from "./cursor.ts";
import type { CheckpointTensor } from "./checkpoint.ts";
import type { StoredType } from "./element_type.ts";
import { rowReader } from "./element_type.ts";

/** Where a tensor's numbers are: element [i, j, …] at offset + i·strides[0] + j·strides[1] + … of the storage. */
export interface StridedTensor {
  readonly name: string;
  readonly elements: StoredType;
  readonly storage: Uint8Array;
  /** In elements, like the strides. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Elements that may still be copied while a file is read: repeated views must not multiply a small file. */
export interface CopyBudget {
  remaining: number;
}

/** float32 elements copied out of one file: four times its size, and 64 MiB for what small files expand. */
export const copyBudget = (fileBytes: number): CopyBudget => ({ remaining: fileBytes + 2 ** 24 });

/** PyTorch's own limit on the number of axes. */
export const maximumRank = 64;

/**
 * The tensor's numbers as float32 (float64 is rounded).
 * @throws CheckpointError `checkpoint-corrupt` if it reaches outside its storage or its shape is no shape,
 *   `checkpoint-unsafe` if it would expand beyond the budget.
 */
export function toFloat32(tensor: StridedTensor, budget: CopyBudget): CheckpointTensor {
  const length = checkedLength(tensor);
  const { shape, storage, offset } = tensor;
  if (length === 0) return { shape, data: new Float32Array(0) };
  const axes = mergedAxes(tensor);
  const start = storage.byteOffset + offset * tensor.elements.bytes;
  const contiguousFloats = tensor.elements.name === "float32" && axes.length === 1 && axes[0]?.stride === 1;
  if (contiguousFloats && start % 4 === 0) return { shape, data: new Float32Array(storage.buffer, start, length) };
  claim(budget, tensor, length);
  // A copy, also of Node's Buffer, whose `slice` is none.
  if (contiguousFloats) return { shape, data: new Float32Array(new Uint8Array(storage.subarray(4 * offset, 4 * (offset + length))).buffer) };
  return { shape, data: gather(tensor, axes, length) };
}

/** Number of elements, once every one of them is known to lie inside the storage. */
export function checkedLength(tensor: StridedTensor): number {
  const { name, shape, strides, offset, elements, storage } = tensor;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (shape.length !== strides.length || shape.length > maximumRank || ![offset, ...shape, ...strides].every(isCount)) {
    const described = `offset ${offset}, shape [${listed(shape)}], strides [${listed(strides)}]`;
    throw new CheckpointError("checkpoint-corrupt", `Tensor ${quote(name)} cannot exist: ${described}. Is the file damaged?`);
  }
  if (shape.includes(0)) return 0;
  const length = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce((index, size, axis) => index + (size - 1) * (strides[axis] ?? 0), offset);
  const available = Math.floor(storage.length / elements.bytes);
  if (!(last < available)) {
    throw new CheckpointError(
      "checkpoint-corrupt",
      `Tensor ${quote(name)} reaches element ${last} of a storage of ${available}. Is the file damaged?`,
    );
  }
  return length;
}

const listed = (values: readonly number[]): string => values.slice(0, 8).join(", ") + (values.length > 8 ? ", …" : "");

function claim(budget: CopyBudget, tensor: StridedTensor, length: number): void {
  budget.remaining -= length;
  if (budget.remaining >= 0) return;
  throw new CheckpointError(
    "checkpoint-unsafe",
    `Tensor ${quote(tensor.name)} of ${length} elements, with those before it, expands the file to more than ` +
      "four times its size and 64 MiB. Save the weights with .contiguous() and without repeated copies.",
  );
}

interface Axis {
  readonly size: number;
  readonly stride: number;
}

/**
 * The fewest axes that visit the same elements in the same order: axes of size 1 go, neighbours that step as one
 * become one. A contiguous tensor, a scalar too, is left with one axis of stride 1. Work is then bounded by the
 * elements copied, not by axes times elements.
 */
function mergedAxes({ shape, strides }: StridedTensor): Axis[] {
  const merged: Axis[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    const stride = strides[axis] ?? 0;
    const inner = merged[0];
    if (size === 1) continue;
    if (inner && stride === inner.stride * inner.size) merged[0] = { size: size * inner.size, stride: inner.stride };
    else merged.unshift({ size, stride });
  }
  return merged.length > 0 ? merged : [{ size: 1, stride: 1 }];
}

/** Row after row along the last axis. */
function gather(tensor: StridedTensor, axes: readonly Axis[], length: number): Float32Array {
  const out = new Float32Array(length);
  const readRow = rowReader(tensor.elements, tensor.storage);
  let written = 0;
  const copyAxis = (axis: number, start: number): void => {
    const { size, stride } = axes[axis] ?? { size: 1, stride: 1 };
    if (axis < axes.length - 1) {
      for (let i = 0; i < size; i++) copyAxis(axis + 1, start + i * stride);
    } else {
      readRow(out, written, start, stride, size);
      written += size;
    }
  };
  copyAxis(0, tensor.offset);
  return out;
}
