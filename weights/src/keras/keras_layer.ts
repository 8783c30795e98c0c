// Whether a Keras layer computes what the PyTorch layer of the same place in a ResNet computes.
import { ModelError } from "../errors/errors.ts";
import { elements, fail, field, integer, type Json, number, oneOf, optional } from "../manifest/json.ts";
import type { KerasLayer } from "./tfjs_model.ts";

/** Which arrays a kind of layer has, and the number of axes of each. */
const partsOf: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map([
  ["Conv2D", { kernel: 4, bias: 1 }],
  ["BatchNormalization", { gamma: 1, beta: 1, moving_mean: 1, moving_variance: 1 }],
  ["Dense", { kernel: 2, bias: 1 }],
]);

/**
 * @param torch torchvision's name of the layer, which says what it must be
 * @param part "kernel", "gamma"…
 * @param shape of that array, in Keras's layout
 * @throws ModelError "keras-malformed"
 */
export function checkLayer(layer: KerasLayer, torch: string, part: string, shape: readonly number[]): void {
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

export function epsilonOf(layer: KerasLayer): number {
  return number(field(layer.config, "epsilon"));
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
