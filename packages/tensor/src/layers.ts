// Layers with their parameters: looks a tensor up under PyTorch's name, checks it, turns it into the
// engine's axis order and applies the op. What lets resnet.ts read like the paper.
import { numbersIn, type Checkpoint, type CheckpointTensor } from "./checkpoint/checkpoint.ts";
import { CheckpointError } from "./errors.ts";
import { elements, type Graph, type Value } from "./graph.ts";
import { add } from "./ops/add.ts";
import { globalAveragePool } from "./ops/average_pool.ts";
import { batchNorm } from "./ops/batch_norm.ts";
import { conv, type ConvOptions } from "./ops/conv.ts";
import { linear } from "./ops/linear.ts";
import { maxPool } from "./ops/max_pool.ts";
import type { PoolOptions } from "./ops/pool.ts";
import { relu } from "./ops/relu.ts";
import { parameterOfRows } from "./parameter.ts";

/** Ops on `graph` whose parameters come from `checkpoint`. A layer's name is its PyTorch name. */
export function layersOf(graph: Graph, checkpoint: Checkpoint, epsilon: number) {
  const has = (name: string): boolean => checkpoint.tensors.has(name);

  /** The tensor `name`, whose axes must be `expected` (undefined: any length). */
  function tensor(name: string, expected: readonly (number | undefined)[]): CheckpointTensor {
    const found = checkpoint.tensors.get(name);
    if (!found) throw new CheckpointError("checkpoint-missing-tensor", `weights: "${name}" is missing. Is this the whole state dict of a ResNet?`);
    const { shape } = found;
    if (shape.length !== expected.length || !expected.every((length, axis) => length === undefined || length === shape[axis])) {
      throw new CheckpointError(
        "checkpoint-wrong-shape",
        `weights: "${name}" is [${shape.join(", ")}]; this network expects [${expected.map((length) => length ?? "any").join(", ")}]. Supported: resnet18 … resnet152.`,
      );
    }
    return found;
  }

  /** [length], as it is in the checkpoint */
  function vector(name: string, length: number | undefined): Value {
    const found = tensor(name, [length]);
    const count = elements(found.shape);
    return graph.parameter(name, [count], { length: count, write: (into) => into.set(numbersIn(found, 0, count)) });
  }

  /** [Cout, Cin, K, K] or [out, in] of the checkpoint → [K, K, Cin, Cout] or [in, out] */
  function weight(name: string, expected: readonly (number | undefined)[]): Value {
    const found = tensor(name, expected);
    const [channels = 0, cin = 0, ...kernel] = found.shape;
    const row = cin * elements(kernel);
    const read = (from: number, to: number): Float32Array => numbersIn(found, from * row, to * row);
    return graph.parameter(name, [...kernel, cin, channels], parameterOfRows({ cin, taps: elements(kernel), scale: new Float64Array(channels).fill(1), read }));
  }

  /** `${layer}.bias` [channels], or zeros where the layer has none. */
  const biasOf = (layer: string, channels: number): Value =>
    has(`${layer}.bias`) ? vector(`${layer}.bias`, channels) : graph.parameter(`${layer}.bias`, [channels], new Float32Array(channels));

  return {
    has,

    /** Groups follow from the weight's own second axis, Cin/G. */
    conv(name: string, input: Value, options: ConvOptions = {}): Value {
      const cin = input.shape.at(-1) ?? 0;
      const groupIn = checkpoint.tensors.get(`${name}.weight`)?.shape[1] ?? cin;
      const groups = groupIn > 0 && cin % groupIn === 0 ? cin / groupIn : 1;
      const kernel = weight(`${name}.weight`, [undefined, cin / groups, undefined, undefined]);
      return conv(graph, name, input, kernel, biasOf(name, kernel.shape[3] ?? 0), { ...options, groups });
    },

    batchNorm(name: string, input: Value): Value {
      const own = (field: string): Value => vector(`${name}.${field}`, input.shape.at(-1));
      const [gamma, beta, mean, variance] = [own("weight"), own("bias"), own("running_mean"), own("running_var")];
      return batchNorm(graph, name, input, { gamma, beta, mean, variance, epsilon });
    },

    linear(name: string, input: Value): { output: Value; weight: Value } {
      const matrix = weight(`${name}.weight`, [undefined, input.shape.at(-1)]);
      return { output: linear(graph, name, input, matrix, biasOf(name, matrix.shape[1] ?? 0)), weight: matrix };
    },

    relu: (name: string, input: Value): Value => relu(graph, name, input),
    add: (name: string, a: Value, b: Value): Value => add(graph, name, a, b),
    maxPool: (name: string, input: Value, options: PoolOptions): Value => maxPool(graph, name, input, options),
    averagePool: (name: string, input: Value): Value => globalAveragePool(graph, name, input),
  };
}
