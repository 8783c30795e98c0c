// Arrays of Keras and TensorFlow in PyTorch's axis order.
import type { CheckpointTensor } from "@camlucida/tensor";

/** [K, K, I, O] → [O, I, K, K], or [I, O] → [O, I]: the last two axes move to the front, swapped. */
export function outputsFirst({ shape, data }: CheckpointTensor): CheckpointTensor {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const taps = shape.slice(0, -2); // [K, K] or []
  const area = taps.reduce((product, size) => product * size, 1);
  const moved = new Float32Array(data.length);
  for (let tap = 0; tap < area; tap++) {
    for (let input = 0; input < inputs; input++) {
      const row = (tap * inputs + input) * outputs;
      for (let output = 0; output < outputs; output++) {
        moved[(output * inputs + input) * area + tap] = data[row + output] ?? 0;
      }
    }
  }
  return { shape: [outputs, inputs, ...taps], data: moved };
}

/** Of a convolution of each channel by itself: [K, K, C, 1] → [C, 1, K, K]. */
export function channelsFirst({ shape, data }: CheckpointTensor): CheckpointTensor {
  const [height = 1, width = 1, channels = 1] = shape;
  return { shape: [channels, 1, height, width], data: outputsFirst({ shape: [height, width, channels, 1], data }).data };
}
