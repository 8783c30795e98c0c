// A small ResNet as tensorflowjs_converter writes one: bottleneck blocks, one per stage, few channels, known numbers.
import type { KerasLayer } from "../keras/tfjs_model.ts";

/** One weight of the list in model.json. */
interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: unknown;
}

interface LayerSpec {
  class_name: KerasLayer["kind"];
  name: string;
  config: Record<string, unknown>;
}

/** model.json before it is text, for tests to damage. */
export interface ModelJson {
  modelTopology: { model_config: { config: { layers: LayerSpec[] } } };
  weightsManifest: { paths: string[]; weights: WeightSpec[] }[];
}

export const classes = 5;

/** The JSON of the network. Stage s has 2^s inner channels and twice as many outer ones. */
export function smallResNet(): ModelJson {
  const layers: LayerSpec[] = [];
  const weights: WeightSpec[] = [];
  const add = (class_name: string, name: string, config: Record<string, unknown>, parts: Record<string, number[]>): void => {
    layers.push({ class_name, name, config: { name, ...config } });
    for (const [part, shape] of Object.entries(parts)) weights.push({ name: `${name}/${part}`, shape, dtype: "float32" });
  };
  const convolution = (name: string, size: number, stride: number, inputs: number, outputs: number): void => {
    const padding = size === 3 ? "same" : "valid";
    const config = {
      filters: outputs,
      kernel_size: [size, size],
      strides: [stride, stride],
      padding,
      data_format: "channels_last",
      dilation_rate: [1, 1],
      activation: "linear",
    };
    add("Conv2D", name, config, { kernel: [size, size, inputs, outputs], bias: [outputs] });
    const norm = name === "conv1" ? "bn_conv1" : name.replace("res", "bn");
    add("BatchNormalization", norm, { axis: [3], epsilon: 0.001 }, {
      gamma: [outputs],
      beta: [outputs],
      moving_mean: [outputs],
      moving_variance: [outputs],
    });
  };
  convolution("conv1", 7, 2, 3, 4);
  let channels = 4;
  for (const stage of [2, 3, 4, 5]) {
    const [inner, outer, stride] = [2 ** stage, 2 ** (stage + 1), stage === 2 ? 1 : 2];
    convolution(`res${stage}a_branch2a`, 1, stride, channels, inner);
    convolution(`res${stage}a_branch2b`, 3, 1, inner, inner);
    convolution(`res${stage}a_branch2c`, 1, 1, inner, outer);
    convolution(`res${stage}a_branch1`, 1, stride, channels, outer);
    channels = outer;
  }
  add("Dense", "fc1000", { units: classes, activation: "softmax" }, { kernel: [channels, classes], bias: [classes] });
  return { modelTopology: { model_config: { config: { layers } } }, weightsManifest: [{ paths: [], weights }] };
}

/** The value at position `index` of the `nth` weight: exact in float32, no two alike. */
export function valueAt(nth: number, index: number): number {
  return nth + index / 65_536; // no array here has 65,536 values
}

/** The files of the model's folder: all weights end to end, in shards whose borders fall inside of numbers' neighbours. */
export function filesOf(model: ModelJson, shardBytes = 1_000): Map<string, Uint8Array> {
  const numbers = model.weightsManifest.flatMap(({ weights }) => weights).flatMap(({ shape }, nth) => {
    return Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, index) => valueAt(nth, index));
  });
  const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
  const files = new Map<string, Uint8Array>();
  for (let start = 0; start < bytes.length; start += shardBytes) {
    files.set(`group1-shard${files.size + 1}.bin`, bytes.slice(start, start + shardBytes));
  }
  const [group] = model.weightsManifest;
  if (group !== undefined && group.paths.length === 0) group.paths = [...files.keys()];
  files.set("model.json", new TextEncoder().encode(JSON.stringify(model)));
  return files;
}
