// Layers with their parameters: looks a tensor up under PyTorch's name, checks it, turns it into the
// engine's axis order and applies the op. What lets resnet.ts read like the paper.
import { numbersIn, type Checkpoint } from "./checkpoint/checkpoint.ts";
import { CheckpointError } from "./errors.ts";
import { elements, type Graph, type Shape, type Value } from "./graph.ts";
import { add } from "./ops/add.ts";
import { globalAveragePool } from "./ops/average_pool.ts";
import { batchNorm } from "./ops/batch_norm.ts";
import { conv, type ConvOptions } from "./ops/conv.ts";
import { linear } from "./ops/linear.ts";
import { maxPool } from "./ops/max_pool.ts";
import type { PoolOptions } from "./ops/pool.ts";
import { relu } from "./ops/relu.ts";

/** Ops on `graph` whose parameters come from `checkpoint`. A layer's name is its PyTorch name. */
export function layersOf(graph: Graph, checkpoint: Checkpoint, epsilon: number) {
  const has = (name: string): boolean => checkpoint.tensors.has(name);

  /** The tensor `name`, whose axes must be `expected` (undefined: any length), with the axes permuted to `order`. */
  function parameter(name: string, expected: readonly (number | undefined)[], order: readonly number[]): Value {
    const tensor = checkpoint.tensors.get(name);
    if (!tensor) throw new CheckpointError("checkpoint-missing-tensor", `weights: "${name}" is missing. Is this the whole state dict of a ResNet?`);
    const { shape } = tensor;
    if (shape.length !== expected.length || !expected.every((length, axis) => length === undefined || length === shape[axis])) {
      throw new CheckpointError(
        "checkpoint-wrong-shape",
        `weights: "${name}" is [${shape.join(", ")}]; this network expects [${expected.map((length) => length ?? "any").join(", ")}]. Supported: resnet18 … resnet152.`,
      );
    }
    return graph.parameter(name, order.map((axis) => shape[axis] as number), {
      length: elements(shape),
      write: (into) => permute((from, to) => numbersIn(tensor, from, to), shape, order, into),
    });
  }

  /** `${layer}.bias` [channels], or zeros where the layer has none. */
  const biasOf = (layer: string, channels: number): Value =>
    has(`${layer}.bias`) ? parameter(`${layer}.bias`, [channels], [0]) : graph.parameter(`${layer}.bias`, [channels], new Float32Array(channels));

  return {
    has,

    /** Groups follow from the weight's own second axis, Cin/G. */
    conv(name: string, input: Value, options: ConvOptions = {}): Value {
      const cin = input.shape.at(-1) ?? 0;
      const groupIn = checkpoint.tensors.get(`${name}.weight`)?.shape[1] ?? cin;
      const groups = groupIn > 0 && cin % groupIn === 0 ? cin / groupIn : 1;
      const weight = parameter(`${name}.weight`, [undefined, cin / groups, undefined, undefined], [2, 3, 1, 0]);
      return conv(graph, name, input, weight, biasOf(name, weight.shape[3] ?? 0), { ...options, groups });
    },

    batchNorm(name: string, input: Value): Value {
      const vector = (field: string): Value => parameter(`${name}.${field}`, [input.shape.at(-1)], [0]);
      const [gamma, beta, mean, variance] = [vector("weight"), vector("bias"), vector("running_mean"), vector("running_var")];
      return batchNorm(graph, name, input, { gamma, beta, mean, variance, epsilon });
    },

    linear(name: string, input: Value): { output: Value; weight: Value } {
      const weight = parameter(`${name}.weight`, [undefined, input.shape.at(-1)], [1, 0]);
      return { output: linear(graph, name, input, weight, biasOf(name, weight.shape[1] ?? 0)), weight };
    },

    relu: (name: string, input: Value): Value => relu(graph, name, input),
    add: (name: string, a: Value, b: Value): Value => add(graph, name, a, b),
    maxPool: (name: string, input: Value, options: PoolOptions): Value => maxPool(graph, name, input, options),
    averagePool: (name: string, input: Value): Value => globalAveragePool(graph, name, input),
  };
}

/** Numbers `from` … `to` of a row-major array, valid until the next call. */
export type Reader = (from: number, to: number) => Float32Array;

const BLOCK = 16; // numbers along the new last axis that are written together: a cache line of them

/**
 * A row-major array of `shape` with its axes in another `order`: into[i of order] = array[i].
 * @param order the identity, or one that ends with axis 0: the array is then read in blocks along it, whose cache lines are
 * still there when the numbers beside those that were used are used
 */
export function permute(read: Reader, shape: Shape, order: readonly number[], into: Float32Array): void {
  const [rows = 1] = shape;
  const row = into.length / rows;
  if (order.every((axis, at) => axis === at)) return into.set(read(0, into.length));
  const strides = stridesOf(shape);
  const lengths = order.map((axis) => shape[axis] as number);
  const [steps, outSteps] = [order.map((axis) => strides[axis] as number), stridesOf(lengths)];
  for (let first = 0; first < rows; first += BLOCK) {
    const count = Math.min(BLOCK, rows - first);
    visit(read(first * row, (first + count) * row), 0, 0, first, count);
  }

  function visit(block: Float32Array, axis: number, from: number, to: number, count: number): void {
    if (axis === lengths.length - 1) {
      for (let i = 0; i < count; i++) into[to + i] = block[from + i * row] as number;
      return;
    }
    const [length, step, outStep] = [lengths[axis] as number, steps[axis] as number, outSteps[axis] as number];
    for (let i = 0; i < length; i++) visit(block, axis + 1, from + i * step, to + i * outStep, count);
  }
}

/** How far apart neighbours along each axis lie, row-major. */
const stridesOf = (shape: Shape): number[] => shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
