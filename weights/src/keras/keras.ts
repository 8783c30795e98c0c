// Keras's ResNet as a PyTorch state dict: torchvision's names, convolution weights [O, I, K, K], linear weights [O, I].
//
// Keras names blocks after the first ResNet release: res2a_branch1 is the shortcut of the first block of stage 2,
// res2a_branch2a…2c its three convolutions, bn2a_… their batch-norms. torchvision counts from layer1.0.conv1.
// Source of the numbers: Keras applications, He et al. 2015 (arXiv:1512.03385) in its original form, stride on the first 1×1.
import type { CheckpointTensor } from "@camlucida/tensor";
import { ModelError } from "../errors/errors.ts";
import { checkLayer, epsilonOf } from "./keras_layer.ts";
import type { TfjsModel } from "./tfjs_model.ts";

/** The converted arrays and what a PyTorch network must know beside them. */
export interface KerasResNet {
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly batchNormEpsilon: number;
  readonly bottleneckStride: "conv1"; // Keras has no other; `checkLayer` refuses a topology that does
}

/**
 * Converts a ResNet of Keras applications (any depth with bottleneck blocks, any width, any number of classes).
 * Whether the layers fit each other into a network is for the network's builder to judge.
 *
 * @throws ModelError "keras-malformed": an unknown layer, a misshapen array, a stride or padding that PyTorch's ResNet lacks
 */
export function convertKeras(model: TfjsModel): KerasResNet {
  const tensors = new Map<string, CheckpointTensor>();
  const epsilons = new Set<number>();
  for (const [name, array] of model.weights) {
    const [layer = "", part = "", ...deeper] = name.split("/");
    const torch = deeper.length === 0 ? torchLayer(layer) : undefined;
    const found = model.layers.get(layer);
    if (torch === undefined || found === undefined) throw malformed(`there is no place for "${name}" in a ResNet`);
    checkLayer(found, torch, part, array.shape);
    if (found.kind === "BatchNormalization") epsilons.add(epsilonOf(found));
    tensors.set(`${torch}.${torchPart(part)}`, part === "kernel" ? outputsFirst(array) : array);
  }
  const [batchNormEpsilon, ...others] = epsilons;
  if (batchNormEpsilon === undefined || others.length > 0) {
    throw malformed(`its batch-norms have ε ${[...epsilons].join(", ") || "nowhere"}; expected one for all`);
  }
  return { tensors, batchNormEpsilon, bottleneckStride: "conv1" };
}

/** torchvision's name of a layer: "res3b_branch2c" → "layer2.1.conv3". */
function torchLayer(layer: string): string | undefined {
  const ends = new Map([["conv1", "conv1"], ["bn_conv1", "bn1"], ["fc1000", "fc"]]).get(layer);
  if (ends !== undefined) return ends;
  const [, kind, stage, block, branch, place] = /^(res|bn)([2-5])([a-z])_branch([12])([a-c]?)$/.exec(layer) ?? [];
  if (stage === undefined || block === undefined || (branch === "1") !== (place === "")) return undefined;
  const home = `layer${Number(stage) - 1}.${letterIndex(block)}`;
  if (branch === "1") return `${home}.downsample.${kind === "res" ? 0 : 1}`;
  return `${home}.${kind === "res" ? "conv" : "bn"}${letterIndex(place ?? "") + 1}`;
}

function letterIndex(letter: string): number {
  return letter.charCodeAt(0) - "a".charCodeAt(0);
}

function torchPart(part: string): string {
  const parts = {
    kernel: "weight",
    bias: "bias",
    gamma: "weight",
    beta: "bias",
    moving_mean: "running_mean",
    moving_variance: "running_var",
  };
  return part in parts ? parts[part as keyof typeof parts] : part;
}

/** [K, K, I, O] → [O, I, K, K], or [I, O] → [O, I]: the last two axes move to the front, swapped. */
function outputsFirst({ shape, data }: CheckpointTensor): CheckpointTensor {
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

function malformed(what: string): ModelError {
  return new ModelError("keras-malformed", `the Keras model cannot be converted: ${what}.`);
}
