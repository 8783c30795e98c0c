// A TensorFlow.js layers model in memory: model.json (topology and the list of weights) and its binary shards.
// Format: https://www.tensorflow.org/js/guide/save_load, written by tensorflowjs_converter.
import type { CheckpointTensor } from "@camlucida/tensor";
import { ModelError } from "../errors/errors.ts";
import { elements, fail, field, integer, type Json, oneOf, parseJson, text } from "../manifest/json.ts";

/** A layer of the topology: its Keras class and its configuration, still to be judged. */
export interface KerasLayer {
  readonly kind: string; // "Conv2D", "BatchNormalization", "Dense"…
  readonly config: Json;
}

export interface TfjsModel {
  readonly layers: ReadonlyMap<string, KerasLayer>;
  /** "conv1/kernel" → array in Keras's layout. */
  readonly weights: ReadonlyMap<string, CheckpointTensor>;
}

/** A real model.json has about 100 KB; JSON.parse takes many times the text's memory. */
const longestJson = 16 * 1024 * 1024; // bytes

/** The text of a folder's model.json. @throws ModelError "keras-malformed" */
export function readModelJson(files: ReadonlyMap<string, Uint8Array>): Json {
  const file = files.get("model.json");
  if (file === undefined) throw malformed("there is no model.json");
  if (file.length > longestJson) throw malformed(`model.json has ${file.length} bytes; at most ${longestJson} are read`);
  return parseJson(new TextDecoder().decode(file), "model.json", "keras-malformed");
}

/**
 * Reads a layers model from the files of its folder. Arrays are float32 as stored; quantised models are refused.
 *
 * @throws ModelError "keras-malformed", naming the place in model.json or the shard
 */
export function readLayersModel(root: Json, files: ReadonlyMap<string, Uint8Array>): TfjsModel {
  const config = field(field(field(root, "modelTopology"), "model_config"), "config");
  return { layers: readLayers(field(config, "layers")), weights: readWeights(field(root, "weightsManifest"), files, ["float32"]) };
}

function readLayers(json: Json): Map<string, KerasLayer> {
  const layers = new Map<string, KerasLayer>();
  for (const layer of elements(json)) {
    layers.set(text(field(layer, "name")), { kind: text(field(layer, "class_name")), config: field(layer, "config") });
  }
  return layers;
}

/** The float32 arrays of all shards. @param kinds of numbers that there may be; others than float32 are passed over */
export function readWeights(json: Json, files: ReadonlyMap<string, Uint8Array>, kinds: readonly ("float32" | "int32")[]): Map<string, CheckpointTensor> {
  const weights = new Map<string, CheckpointTensor>();
  for (const group of elements(json)) {
    const shards = elements(field(group, "paths")).map((path) => files.get(text(path)) ?? fail(path, "a file of the package"));
    const specs = elements(field(group, "weights")).map((spec) => readSpec(spec, kinds));
    const [stored, named] = [sum(shards.map(({ length }) => length)), sum(specs.map(({ bytes }) => bytes))];
    if (stored !== named) throw malformed(`${group.path} names weights of ${named} bytes, and its shards hold ${stored}`);
    const take = shardReader(shards);
    for (const { name, shape, bytes, kind } of specs) {
      if (weights.has(name)) throw malformed(`${group.path} names ${name} twice`);
      const data = take(bytes);
      if (kind === "float32") weights.set(name, { shape, data });
    }
  }
  return weights;
}

/** An array's entry in the list. */
interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly kind: "float32" | "int32";
}

function readSpec(json: Json, kinds: readonly WeightEntry["kind"][]): WeightEntry {
  const kind = oneOf(field(json, "dtype"), kinds);
  if (field(json, "quantization").value !== undefined) {
    fail(field(json, "quantization"), "none: only whole 32-bit weights are read");
  }
  const shape = elements(field(json, "shape")).map((size) => integer(size, 1));
  return { name: text(field(json, "name")), shape, kind, bytes: 4 * shape.reduce((product, size) => product * size, 1) };
}

/** Hands out consecutive float32 arrays (little-endian, as every machine with WebGPU) from shards laid end to end. */
function shardReader(shards: readonly Uint8Array[]): (bytes: number) => Float32Array {
  let index = 0;
  let offset = 0;
  return (bytes) => {
    const target = new Uint8Array(bytes);
    for (let filled = 0; filled < bytes;) {
      const rest = shards[index]?.subarray(offset) ?? new Uint8Array();
      const taken = rest.subarray(0, bytes - filled);
      target.set(taken, filled);
      filled += taken.length;
      [index, offset] = taken.length < rest.length ? [index, offset + taken.length] : [index + 1, 0];
    }
    return new Float32Array(target.buffer);
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

function malformed(what: string): ModelError {
  return new ModelError("keras-malformed", `the TensorFlow.js model cannot be read: ${what}.`);
}
