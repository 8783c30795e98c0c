// TensorFlow.js on WebGPU, its fused convolutions called with the same weights. Its layout is ours: [N, H, W, C].
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { numbersOf, type Step, type Value } from "../../../packages/tensor/src/index.ts";
import type { Contender, BenchNetwork } from "../contender.ts";

export const tensorflow: Contender = {
  layout: "NHWC",
  prepare: (network, wanted) => async () => {
    if (!(await tf.setBackend("webgpu"))) throw new Error("TensorFlow.js found no WebGPU.");
    await tf.ready();
    const parameters = new Map([...network.folded.parameters].map(([value, parameter]) => [value, tf.tensor(numbersOf(parameter), [...value.shape])]));
    return {
      run: async (image) => {
        const outputs = tf.tidy(() => forward(network, wanted, parameters, tf.tensor(image, [...network.image.shape])));
        const numbers = await Promise.all(outputs.map((tensor) => tensor.data()));
        outputs.forEach((tensor) => tensor.dispose());
        return numbers as Float32Array[];
      },
      dispose: () => parameters.forEach((tensor) => tensor.dispose()),
    };
  },
};

function forward({ folded: graph, image }: BenchNetwork, wanted: readonly Value[], parameters: ReadonlyMap<Value, tf.Tensor>, pixels: tf.Tensor): tf.Tensor[] {
  const tensors = new Map(parameters).set(image, pixels);
  for (const step of graph.steps) tensors.set(step.output, apply(step, step.inputs.map((value) => tensors.get(value) as tf.Tensor)));
  return wanted.map((value) => tensors.get(value) as tf.Tensor);
}

function apply({ op, constants }: Step, [x, weight, bias, residual]: readonly tf.Tensor[]): tf.Tensor {
  const { kernelH: kernel = 1, strideH: stride = 1, top: padding = 0, relu } = constants; // ours are square
  const image = x as tf.Tensor4D;
  switch (op.name) {
    case "conv": {
      const activation = relu && !residual ? "relu" : "linear";
      const sums = tf.fused.conv2d({ x: image, filter: weight as tf.Tensor4D, strides: stride, pad: padding, dimRoundingMode: "floor", bias: bias as tf.Tensor, activation });
      return residual ? tf.relu(tf.add(sums, residual)) : sums;
    }
    case "max_pool":
      return tf.maxPool(image, kernel, stride, padding, "floor");
    case "global_average_pool":
      return tf.mean(image, [1, 2]);
    case "linear":
      return tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias as tf.Tensor);
    default:
      throw new Error(`"${op.name}" has no TensorFlow.js form here; add it to apply.`);
  }
}
