// TensorFlow.js on WebGPU, its fused convolutions called with the same weights. Its layout is ours: [N, H, W, C].
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { numbersOf, type Step, type Value } from "../../../packages/tensor/src/index.ts";
import { functionName } from "../../../packages/tensor/src/ops/activation/activation_functions.ts";
import { nameOf } from "../../../packages/tensor/src/ops/arithmetic/arithmetic.ts";
import type { Contender } from "../contender.ts";

export const tensorflow: Contender = {
  layout: "NHWC",
  prepare: (network, wanted) => {
    const steps = withFusedActivations(network.peers.steps, wanted);
    return async () => {
      if (!(await tf.setBackend("webgpu"))) throw new Error("TensorFlow.js found no WebGPU.");
      await tf.ready();
      const parameters = new Map([...network.peers.parameters].map(([value, parameter]) => [value, tf.tensor(numbersOf(parameter), [...value.shape])]));
      return {
        run: async (image) => {
          const outputs = tf.tidy(() => forward(steps, wanted, new Map(parameters).set(network.image, tf.tensor(image, [...network.image.shape]))));
          const numbers = await Promise.all(outputs.map((tensor) => tensor.data()));
          outputs.forEach((tensor) => tensor.dispose());
          return numbers as Float32Array[];
        },
        dispose: () => parameters.forEach((tensor) => tensor.dispose()),
      };
    };
  },
};

type Activation = "linear" | "relu" | "relu6";

/** A step, and the function behind a convolution that its fused kernels know. */
interface FusedStep {
  readonly step: Step;
  readonly activation: Activation;
  readonly output: Value;
}

function withFusedActivations(steps: readonly Step[], wanted: readonly Value[]): FusedStep[] {
  const readers = (value: Value): Step[] => steps.filter(({ inputs }) => inputs.includes(value));
  const swallowed = new Set<Step>();
  return steps.flatMap((step): FusedStep[] => {
    if (swallowed.has(step)) return [];
    const [reader, ...others] = readers(step.output);
    const activation = reader && others.length === 0 && !wanted.includes(step.output) ? activationIn(reader) : "linear";
    if (step.op.name !== "conv" || activation === "linear") return [{ step, activation: "linear", output: step.output }];
    swallowed.add(reader as Step);
    return [{ step, activation, output: (reader as Step).output }];
  });
}

function activationIn({ op, constants: { activation = 0, alpha, beta } }: Step): Activation {
  if (op.name === "relu") return "relu";
  return op.name === "activation" && functionName(activation) === "clamp" && alpha === 0 && beta === 6 ? "relu6" : "linear";
}

function forward(steps: readonly FusedStep[], wanted: readonly Value[], tensors: Map<Value, tf.Tensor>): tf.Tensor[] {
  for (const fused of steps) tensors.set(fused.output, apply(fused, fused.step.inputs.map((value) => tensors.get(value) as tf.Tensor)));
  return wanted.map((value) => tensors.get(value) as tf.Tensor);
}

function apply({ step, activation }: FusedStep, [x, ...others]: readonly tf.Tensor[]): tf.Tensor {
  const { op, inputs, output, constants } = step;
  const { kernelH: kernel = 1, strideH: stride = 1, top: padding = 0 } = constants; // ours are square
  const image = x as tf.Tensor4D;
  const [second, third, ...vectors] = others as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
  switch (op.name) {
    case "conv":
      return convolution(step, image, second, third, activation);
    case "batch_norm":
      return tf.batchNorm(image, vectors[0] as tf.Tensor, vectors[1] as tf.Tensor, third, second, constants["epsilon"]); // mean, variance, β, γ
    case "relu":
      return tf.relu(image);
    case "activation":
      return activated(functionName(constants["activation"] ?? 0), constants, image);
    case "add":
      return tf.add(image, second);
    case "arithmetic":
      if (nameOf(constants["function"] ?? NaN) !== "MULTIPLY" || inputs[1]?.shape.length !== 2) break;
      return tf.mul(image, tf.reshape(second, [second.shape[0] ?? 1, 1, 1, -1]));
    case "concat":
      return tf.concat([image, ...others], -1);
    case "max_pool":
      return tf.maxPool(image, kernel, stride, padding, "floor");
    case "average_pool":
      if (padding > 0) break; // it never counts zeros
      return tf.avgPool(image, kernel, stride, padding, "floor");
    case "global_average_pool":
      return tf.mean(image, [1, 2]);
    case "group_norm":
      if (constants["positions"] !== 1) break;
      return layerNorm(image, second, third, constants["epsilon"] ?? 0);
    case "reshape":
      return tf.reshape(image, [...output.shape]);
    case "linear":
      return tf.add(tf.matMul(x as tf.Tensor2D, second as tf.Tensor2D), third);
    default:
  }
  throw new Error(`"${op.name}" has no TensorFlow.js form here; add it to apply.`);
}

function convolution({ constants: { strideH: strides = 1, top: pad = 0, groups = 1 } }: Step, x: tf.Tensor4D, weight: tf.Tensor, bias: tf.Tensor, activation: Activation): tf.Tensor {
  const [height = 1, width = 1, groupIn = 1, channels = 1] = weight.shape;
  if (groups === 1) return tf.fused.conv2d({ x, filter: weight as tf.Tensor4D, strides, pad, dimRoundingMode: "floor", bias, activation });
  if (groups !== x.shape[3] || groups !== channels) throw new Error(`${groups} groups of ${groupIn} channels have no TensorFlow.js form here.`);
  const filter = tf.reshape(weight, [height, width, channels, 1]); // the numbers lie in this order already
  return tf.fused.depthwiseConv2d({ x, filter: filter as tf.Tensor4D, strides, pad, dimRoundingMode: "floor", bias, activation });
}

/** As Keras' models compute them. */
function activated(called: ReturnType<typeof functionName>, { alpha = 0, beta = 0 }: Step["constants"], x: tf.Tensor): tf.Tensor {
  switch (called) {
    case "clamp":
      return alpha === 0 && beta === 6 ? tf.relu6(x) : tf.clipByValue(x, alpha, beta);
    case "sigmoid":
      return tf.sigmoid(x);
    case "silu":
      return tf.mul(x, tf.sigmoid(x));
    case "hardSigmoid":
      return tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1);
    case "hardSwish":
      return tf.mul(tf.mul(x, tf.relu6(tf.add(x, 3))), 1 / 6);
    case "gelu":
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));
    default:
      throw new Error(`"${called}" has no TensorFlow.js form here; add it to activated.`);
  }
}

/** Over the channels of each position. */
function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
}
