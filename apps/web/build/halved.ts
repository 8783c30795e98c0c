// Which tensors are stored in half precision: the convolutions' and fc's weights, which are nearly all of a file. Biases and
// batch-norm statistics are few, and an error in them shifts a whole channel.
import type { CheckpointTensor } from "@camlucida/tensor";

export const halved = (name: string, { shape, data }: CheckpointTensor): "F16" | "F32" =>
  name.endsWith("weight") && shape.length > 1 && data.every((value) => Math.abs(value) < 65_504) ? "F16" : "F32";
