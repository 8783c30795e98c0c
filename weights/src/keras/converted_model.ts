// What becomes of a TensorFlow.js model.
import type { CheckpointTensor } from "@camlucida/tensor";

/** The converted arrays and what a PyTorch network must know beside them. */
export interface ConvertedModel {
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly batchNormEpsilon: number;
  readonly bottleneckStride: "conv1" | undefined;
  readonly padding: "same" | undefined;
  /** Where the model normalises its input itself: of red, green and blue of 0 … 1. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] } | undefined;
}
