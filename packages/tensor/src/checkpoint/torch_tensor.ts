// Recognises tensors in an unpickled file: PyTorch writes a tensor as a call of
// `torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, …)`, its storage as a mention of
// `("storage", class, key, location, length)`. The call is read, not made.
import { CheckpointError } from "../graph/errors.ts";
import { quote } from "./cursor.ts";
import type { StoredType } from "./element_type.ts";
import { storageTypes } from "./element_type.ts";
import type { PicklePersistent, PickleSequence, PickleValue } from "./pickle_value.ts";
import { describeValue, isKind } from "./pickle_value.ts";
import type { StridedTensor } from "./strided.ts";

export interface StorageMention {
  readonly elements: StoredType;
  /** Names the bytes: `data/<key>` in a zip. */
  readonly key: string;
  /** In elements. */
  readonly length: number;
}

/** The bytes of a storage, wherever the format keeps them. */
export type StorageBytes = (mention: StorageMention) => Uint8Array;

/** A call that makes a tensor, with Parameter and subclass wrappers taken off. */
export interface TensorCall {
  readonly callable: string;
  readonly args: readonly PickleValue[];
}

/** @throws CheckpointError `checkpoint-unsupported` for what is no plain storage. */
export function readStorageMention(persistent: PicklePersistent): StorageMention {
  const id = isKind(persistent.id, "tuple") ? persistent.id.items : [];
  const [tag, storageClass, key, , length, view] = id;
  const elements = isKind(storageClass, "global") ? storageTypes.get(storageClass.name) : undefined;
  if (tag !== "storage" || !elements || typeof key !== "string" || !isLength(length)) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `The file mentions an outside object (${id.slice(0, 5).map(describeValue).join(", ")}) that is no tensor storage.`,
    );
  }
  if (view !== undefined && view !== null) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `Storage ${quote(key)} is a window onto another, as only PyTorch before 0.4 wrote. Load and save it with a later one.`,
    );
  }
  return { elements, key, length };
}

const isLength = (value: PickleValue | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The call behind a tensor or parameter; undefined if the value is neither. */
export function tensorCall(value: PickleValue | undefined): TensorCall | undefined {
  let call = isKind(value, "object") ? { callable: value.callable.name, args: value.args } : undefined;
  // Two wrappers at most: a Parameter that carries attributes, around its tensor.
  for (let depth = 0; depth < 2 && call; depth++) call = withoutWrapper(call);
  return call && /^torch\._(utils|tensor)\._rebuild_/.test(call.callable) ? call : undefined;
}

function withoutWrapper({ callable, args }: TensorCall): TensorCall {
  const [first, , third] = args;
  if (/^torch\._utils\._rebuild_parameter(_with_state)?$/.test(callable) && isKind(first, "object")) {
    return { callable: first.callable.name, args: first.args };
  }
  if (callable === "torch._tensor._rebuild_from_type_v2" && isKind(first, "global") && isKind(third, "tuple")) {
    return { callable: first.name, args: third.items };
  }
  return { callable, args };
}

/**
 * Where the numbers of tensor `name` are.
 * @throws CheckpointError `checkpoint-unsupported` for quantised, sparse, storage-less and complex tensors,
 *   `checkpoint-corrupt` for arguments that describe no tensor.
 */
export function locateTensor(name: string, call: TensorCall, storageBytes: StorageBytes): StridedTensor {
  if (call.callable !== "torch._utils._rebuild_tensor_v2" && call.callable !== "torch._utils._rebuild_tensor") {
    throw unsupported(name, `is made by ${call.callable}${dtypeOf(call)}`);
  }
  const [storage, offset, shape, strides] = call.args;
  if (!isKind(storage, "persistent") || typeof offset !== "number" || !isKind(shape, "tuple") || !isKind(strides, "tuple")) {
    throw new CheckpointError(
      "checkpoint-corrupt",
      `Tensor ${quote(name)} is described by (${call.args.slice(0, 4).map(describeValue).join(", ")}); ` +
        "expected (storage, offset, shape, strides). Is the file damaged?",
    );
  }
  const mention = readStorageMention(storage);
  if (mention.elements.kind === "other") throw unsupported(name, `holds ${mention.elements.name}`);
  return {
    name,
    elements: mention.elements,
    storage: storageBytes(mention),
    offset,
    shape: toNumbers(shape),
    strides: toNumbers(strides),
  };
}

/** NaN for what is no number: no shape or stride, refused by `checkedLength`. */
const toNumbers = ({ items }: PickleSequence): number[] => items.map((value) => (typeof value === "number" ? value : NaN));

const dtypeOf = (call: TensorCall): string => {
  const dtype = call.args.find((value) => isKind(value, "global") && value.name.startsWith("torch."));
  return isKind(dtype, "global") ? ` (${dtype.name})` : "";
};

function unsupported(name: string, what: string): CheckpointError {
  return new CheckpointError(
    "checkpoint-unsupported",
    `Tensor ${quote(name)} ${what}; dense float32, float16, bfloat16 and float64 are read. ` +
      "Convert it in Python with .float(), .to_dense() or .dequantize().",
  );
}
