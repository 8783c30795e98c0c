/** One named array of a checkpoint, as float32 whatever it was on disk. */
export interface CheckpointTensor {
  /** In the file's own axis order; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Row-major (C-contiguous), length = product of `shape`. */
  readonly data: Float32Array;
  /**
   * Numbers `from` … `to` of `data`, valid until any tensor is read next. Present where the numbers are still in the file: `data`
   * then reads all of them, each time that it is mentioned.
   */
  read?(from: number, to: number): Float32Array;
}

/** Numbers `from` … `to` of a tensor, valid until any is read next, and not to be written. */
export const numbersIn = (tensor: CheckpointTensor, from: number, to: number): Float32Array => tensor.read?.(from, to) ?? tensor.data.subarray(from, to);

/** What a weights file holds once read: names, arrays, and whatever text its header carries. */
export interface Checkpoint {
  /** PyTorch's parameter names, without `state_dict`/`model` nesting and without `module.` prefixes. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** safetensors' `__metadata__`; empty for a `.pth`. Keys in `metadata.ts`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Names of tensors left out because they are not floating point (batch-norm's step counters). */
  readonly skipped: readonly string[];
  /** Where a file holds several state dicts under the usual keys: the key of the one that was taken, and those of the others. */
  readonly choice?: { readonly taken: string; readonly others: readonly string[] };
}
