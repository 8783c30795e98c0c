// Keras's ResNet as a PyTorch state dict: torchvision's names, convolution weights [O, I, K, K], linear weights [O, I].
//
// Keras names blocks after the first ResNet release: res2a_branch1 is the shortcut of the first block of stage 2,
// res2a_branch2a…2c its three convolutions, bn2a_… their batch-norms. torchvision counts from layer1.0.conv1.
// Source of the numbers: Keras applications, He et al. 2015 (arXiv:1512.03385) in its original form, stride on the first 1×1.
import type { CheckpointTensor } from "@camlucida/tensor";
import { ModelError } from "../errors/errors.ts";
import { elements, fail, field, integer, type Json, number, oneOf, optional } from "../manifest/json.ts";
import type { ConvertedModel } from "./converted_model.ts";
import { outputsFirst } from "./layout.ts";
import type { KerasLayer, TfjsModel } from "./tfjs_model.ts";

/**
 * Converts a ResNet of Keras applications (any depth with bottleneck blocks, any width, any number of classes).
 * Whether the layers fit each other into a network is for the network's builder to judge.
 *
 * @throws ModelError "keras-malformed": an unknown layer, a misshapen array, a stride or padding that PyTorch's ResNet lacks
 */
export function convertKeras(model: TfjsModel): ConvertedModel {
  const tensors = new Map<string, CheckpointTensor>();
  const epsilons = new Set<number>();
  for (const [name, array] of model.weights) {
    const [layer = "", part = "", ...deeper] = name.split("/");
    const torch = deeper.length === 0 ? torchLayer(layer) : undefined;
    const found = model.layers.get(layer);
    if (torch === undefined || found === undefined) throw malformed(`there is no place for "${name}" in a ResNet`);
    checkLayer(found, torch, part, array.shape);
    if (found.kind === "BatchNormalization") epsilons.add(number(field(found.config, "epsilon")));
    tensors.set(`${torch}.${torchPart(part)}`, part === "kernel" ? outputsFirst(array) : array);
  }
  const [batchNormEpsilon, ...others] = epsilons;
  if (batchNormEpsilon === undefined || others.length > 0) {
    throw malformed(`its batch-norms have ε ${[...epsilons].join(", ") || "nowhere"}; expected one for all`);
  }
  // Keras has no other; `checkLayer` refuses a topology that does
  return { tensors, batchNormEpsilon, bottleneckStride: "conv1", padding: undefined, normalisation: undefined };
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

function malformed(what: string): ModelError {
  return new ModelError("keras-malformed", `the Keras model cannot be converted: ${what}.`);
}

/** Which arrays a kind of layer has, and the number of axes of each. */
const partsOf: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map([
  ["Conv2D", { kernel: 4, bias: 1 }],
  ["BatchNormalization", { gamma: 1, beta: 1, moving_mean: 1, moving_variance: 1 }],
  ["Dense", { kernel: 2, bias: 1 }],
]);

/**
 * Whether a Keras layer computes what the PyTorch layer of the same place in a ResNet computes.
 *
 * @param torch torchvision's name of the layer, which says what it must be
 * @param part "kernel", "gamma"…
 * @param shape of that array, in Keras's layout
 * @throws ModelError "keras-malformed"
 */
function checkLayer(layer: KerasLayer, torch: string, part: string, shape: readonly number[]): void {
  const kind = torch === "fc" ? "Dense" : /(conv\d|downsample\.0)$/.test(torch) ? "Conv2D" : "BatchNormalization";
  const axes = layer.kind === kind ? partsOf.get(kind)?.[part] : undefined;
  if (axes === undefined || shape.length !== axes) {
    throw new ModelError(
      "keras-malformed",
      `${layer.config.path}: a ${layer.kind} with "${part}" [${shape.join(", ")}] stands where a ${kind} should.`,
    );
  }
  if (kind === "Conv2D") checkConvolution(layer.config, torch, part, shape);
  if (kind === "Dense") checkDense(layer.config, shape);
}

function checkConvolution(config: Json, torch: string, part: string, shape: readonly number[]): void {
  oneOf(field(config, "data_format"), ["channels_last"]);
  oneOf(field(config, "activation"), ["linear"]);
  optional(field(config, "dilation_rate"), (rate) => pair(rate, 1));
  const size = integer(elements(field(config, "kernel_size"))[0] ?? field(config, "kernel_size"), 1);
  pair(field(config, "kernel_size"), size);
  pair(field(config, "strides"), strideAt(torch));
  // "same" pads a 3×3 of stride 1 by 1 all around, as PyTorch does; the 7×7 of the stem has a padding layer before it.
  if (size > 1) oneOf(field(config, "padding"), [size === 3 ? "same" : "valid"]);
  checkShape(
    config,
    shape,
    part === "kernel" ? [size, size, shape[2] ?? 1, filters(config, "filters")] : [filters(config, "filters")],
  );
}

function checkDense(config: Json, shape: readonly number[]): void {
  oneOf(field(config, "activation"), ["softmax", "linear"]); // the logits are before either
  checkShape(config, shape, [...shape.slice(0, -1), filters(config, "units")]);
}

/** The stem, the shortcut and the first 1×1 of each later stage halve the image; nothing else does. */
function strideAt(torch: string): 1 | 2 {
  return torch === "conv1" || /^layer[2-4]\.0\.(conv1|downsample\.0)$/.test(torch) ? 2 : 1;
}

function filters(config: Json, key: string): number {
  return integer(field(config, key), 1);
}

function pair(json: Json, value: number): void {
  const values = elements(json).map(number);
  if (values.length !== 2 || values.some((each) => each !== value)) fail(json, `[${value}, ${value}]`);
}

function checkShape(config: Json, shape: readonly number[], expected: readonly number[]): void {
  if (shape.join() === expected.join()) return;
  throw new ModelError(
    "keras-malformed",
    `${config.path} describes an array [${expected.join(", ")}]; the file has [${shape.join(", ")}].`,
  );
}
