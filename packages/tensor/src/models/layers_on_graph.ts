// Layers with their parameters: looks a tensor up under PyTorch's name, checks it, turns it into the
// engine's axis order and applies the op. What lets resnet.ts read like the paper.
import { numbersIn, type CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";
import { elements, type Graph, type Value } from "../graph/graph.ts";
import { byAxis, imageShape, kernelShape, lastAxis, matrixShape } from "../graph/shapes.ts";
import { add } from "../ops/add/add.ts";
import { averagePool } from "../ops/average_pool/average_pool.ts";
import { channelShuffle } from "../ops/channel_gather/channel_gather.ts";
import { concat } from "../ops/concat/concat.ts";
import { globalAveragePool } from "../ops/global_average_pool/global_average_pool.ts";
import { multiply } from "../ops/arithmetic/arithmetic.ts";
import { batchNorm } from "../ops/batch_norm/batch_norm.ts";
import { conv } from "../ops/conv/conv.ts";
import { layerNorm } from "../ops/group_norm/group_norm.ts";
import { linear } from "../ops/linear/linear.ts";
import { BOUND_AT_ONCE, outputParts } from "../ops/linear/parts.ts";
import { globalMaxPool, maxPool } from "../ops/max_pool/max_pool.ts";
import { pad } from "../ops/pad/pad.ts";
import { prelu } from "../ops/prelu/prelu.ts";
import { gelu, hardSigmoid, hardSwish, relu6, sigmoid, silu } from "../ops/activation/builders.ts";
import { relu } from "../ops/relu/relu.ts";
import { adaptiveAveragePool } from "../ops/resample/adaptive_average_pool.ts";
import { flatten, reshape } from "../ops/reshape/reshape.ts";
import { split } from "../ops/slice/slice.ts";
import { parameterOfRows, type Parameter } from "../graph/parameter.ts";
import { channelsIn, supported, type ConvLayer, type Layers, type NamedTensors } from "./layers.ts";
import type { PaddingRule } from "./metadata.ts";
import { paddings, sidesOf, type PaddedFor } from "./padding.ts";

/** What is the same of all layers of a network. */
export interface LayerOptions {
  readonly epsilon: number; // of every normalisation
  readonly padding?: PaddingRule; // "even" unless said
  readonly paddedFor?: PaddedFor;
  /** Of the weight of a linear layer behind a flattening; a larger one is cut. */
  readonly mostBytes?: number;
}

/**
 * Ops on `graph` whose parameters come from `named`.
 * @throws CheckpointError for missing or misshapen tensors, when they are asked for
 */
export function layersOf(graph: Graph, named: NamedTensors, { epsilon, padding = "even", paddedFor, mostBytes = BOUND_AT_ONCE }: LayerOptions): Layers<Value> {
  const has = (name: string): boolean => named.tensors.has(name);

  /** The tensor `name`, whose axes must be `expected` (undefined: any length). */
  function tensor(name: string, expected: readonly (number | undefined)[], cause = ""): CheckpointTensor {
    const found = named.tensors.get(name);
    if (!found) throw new CheckpointError("checkpoint-missing-tensor", `weights: "${named.nameInFile(name)}" is missing. Is this the whole state dict?`);
    const { shape } = found;
    if (shape.length !== expected.length || !expected.every((length, axis) => (length === undefined ? shape[axis] !== 0 : length === shape[axis]))) {
      throw wrongShape(named.nameInFile(name), shape, `[${expected.map((length) => length ?? "any").join(", ")}]`, cause);
    }
    return found;
  }

  /** [length], as it is in the checkpoint but for axes of length 1 behind it */
  function vector(name: string, length: number | undefined, ...ones: readonly 1[]): Value {
    const found = tensor(name, [length, ...ones]);
    const count = elements(found.shape);
    return graph.parameter(name, [count], { length: count, write: (into) => into.set(numbersIn(found, 0, count)) });
  }

  /** [Cout, Cin, K, K] or [out, in] of the checkpoint → [K, K, Cin, Cout] or [in, out] */
  function weight(name: string, expected: readonly (number | undefined)[], cause: string): Value {
    const found = tensor(name, expected, cause);
    const [channels = 0, cin = 0, ...kernel] = found.shape;
    return graph.parameter(name, [...kernel, cin, channels], rowsOf(found, channels, cin, elements(kernel)));
  }

  /** A weight [out, in] of one position: how many axes of length 1 it has, behind in the checkpoint and before here. */
  function oneTap(name: string, cin: number, { inFile, here }: { readonly inFile: readonly 1[]; readonly here: readonly 1[] }): Value {
    const found = tensor(name, [undefined, cin, ...inFile]);
    const [channels = 0] = found.shape;
    return graph.parameter(name, [...here, cin, channels], rowsOf(found, channels, cin, 1));
  }

  /** `${layer}.bias` [channels], or zeros where the layer has none; of a part of its outputs those from `begin` on. */
  function biasOf(layer: string, channels: number, part?: { readonly begin: number; readonly label: string }): Value {
    const name = `${layer}.bias`;
    if (!has(name)) return graph.parameter(name + (part?.label ?? ""), [channels], new Float32Array(channels));
    if (!part?.label) return vector(name, channels);
    const found = tensor(name, [undefined]);
    const write = (into: Float32Array): void => into.set(numbersIn(found, part.begin, part.begin + channels));
    return graph.parameter(name + part.label, [channels], { length: channels, write });
  }

  function convIn(groups: number, name: string, input: Value, { kernel: size, ...sliding }: ConvLayer): Value {
    const kernel = weight(`${name}.weight`, [undefined, lastAxis(input) / groups, ...byAxis(size)], "a variant of the network with other convolutions, which is not computed yet");
    return conv(graph, name, input, kernel, biasOf(name, kernelShape(kernel)[3]), { ...paddings[padding](sidesOf(input, paddedFor), size, sliding), groups });
  }

  /** Cin / (Cin/G); both sides of the convolution must divide into so many. */
  function groupsOf(name: string, input: Value): number {
    const cin = lastAxis(input);
    const [cout = 0, groupIn = cin] = named.tensors.get(`${name}.weight`)?.shape ?? [];
    const groups = cin / groupIn;
    if (Number.isInteger(groups) && cout % groups === 0) return groups;
    throw wrongShape(named.nameInFile(`${name}.weight`), named.tensors.get(`${name}.weight`)?.shape ?? [], `a divisor of ${cin} channels on its second axis`, "");
  }

  return {
    has,
    channels: (name) => channelsIn(named.tensors, name),
    conv: (name, input, options) => convIn(1, name, input, options),
    groupedConv: (name, input, options) => convIn(groupsOf(name, input), name, input, options),

    batchNorm(name, input) {
      const own = (field: string): Value => vector(`${name}.${field}`, input.shape.at(-1));
      const [gamma, beta, mean, variance] = [own("weight"), own("bias"), own("running_mean"), own("running_var")];
      return batchNorm(graph, name, input, { gamma, beta, mean, variance, epsilon });
    },

    linear(name, input) {
      const matrix = weight(`${name}.weight`, [undefined, input.shape.at(-1)], "another pooling than the mean before it, or a layer in between");
      return { output: linear(graph, name, input, matrix, biasOf(name, matrixShape(matrix)[1])), weight: matrix };
    },

    add(name, a, b) {
      if (a.shape.join() === b.shape.join()) return add(graph, name, a, b);
      throw new CheckpointError(
        "checkpoint-wrong-shape",
        `weights: "${name.replace(/\.add$/, "")}" would add [${a.shape.join(", ")}] and its shortcut's [${b.shape.join(", ")}]. It has no downsample where the channels change.`,
      );
    },

    channelShuffle(name, input, groups) {
      if (lastAxis(input) % groups === 0) return channelShuffle(graph, name, input, groups);
      throw new CheckpointError("checkpoint-wrong-shape", `weights: "${name}" would shuffle ${lastAxis(input)} channels in ${groups} groups; expected a multiple of ${groups}. ${supported}`);
    },

    halves(name, input) {
      const half = lastAxis(input) / 2;
      return split(graph, name, input, [half, half]) as [Value, Value];
    },

    // [out, C·H·W] of the checkpoint → [H·W·C, out]: the positions of [N, H, W, C] are its taps
    flattenedLinear(name, input) {
      const [, h, w, c] = imageShape(input);
      const found = tensor(`${name}.weight`, [undefined, c * h * w], "an image of another size before it, or another pooling");
      const flat = flatten(graph, `${name} (flat)`, input);
      const parts = outputParts(elements(found.shape.slice(0, 1)), h * w * c, mostBytes).map(({ begin, end, label }) => {
        const matrix = graph.parameter(`${name}.weight${label}`, [h * w * c, end - begin], rowsOf(found, end - begin, c, h * w, begin));
        return linear(graph, name + label, flat, matrix, biasOf(name, end - begin, { begin, label }));
      });
      return parts.length === 1 ? (parts[0] as Value) : concat(graph, name, parts);
    },

    concat: (name, inputs) => concat(graph, name, inputs),
    pooledConv(name, input) {
      const isLinear = named.tensors.get(`${name}.weight`)?.shape.length === 2;
      const matrix = oneTap(`${name}.weight`, lastAxis(input), { inFile: isLinear ? [] : [1, 1], here: [] });
      return linear(graph, name, input, matrix, biasOf(name, lastAxis(matrix)));
    },

    // the channels become rows of an image of one column and one channel
    channelConv(name, input) {
      const [images = 1, channels = 1] = input.shape;
      const { shape: [, , taps = 0] } = tensor(`${name}.weight`, [1, 1, undefined]);
      const kernel = graph.parameter(`${name}.weight`, [taps, 1, 1, 1], rowsOf(tensor(`${name}.weight`, [1, 1, undefined]), 1, 1, taps));
      const rows = reshape(graph, `${name} (rows)`, input, [images, channels, 1, 1]);
      return reshape(graph, `${name} (channels)`, conv(graph, name, rows, kernel, biasOf(name, 1), { padding: [taps >> 1, 0] }), [images, channels]);
    },

    prelu(name, output, input) {
      const slopes = named.tensors.get(`${name}.weight`)?.shape[0] === 1 ? 1 : lastAxis(input);
      const found = tensor(`${name}.weight`, [slopes]);
      // named by its place, as a block's may serve several
      return prelu(graph, output, input, graph.parameter(`${output}.slopes`, [slopes], { length: slopes, write: (into) => into.set(numbersIn(found, 0, slopes)) }));
    },

    widen(name, input, { stride, channels, before }) {
      const rows = stride === 1 ? input : averagePool(graph, `${name} (rows)`, input, { kernel: 1, stride });
      return pad(graph, name, rows, { front: before, back: channels - before - lastAxis(input) });
    },

    pointwise(name, input) {
      const kernel = oneTap(`${name}.weight`, lastAxis(input), { inFile: [], here: [1, 1] });
      return conv(graph, name, input, kernel, biasOf(name, lastAxis(kernel)));
    },

    layerNorm: (name, input) =>
      layerNorm(graph, name, input, { gamma: vector(`${name}.weight`, lastAxis(input)), beta: vector(`${name}.bias`, lastAxis(input)), epsilon }),

    /** As a batch-norm that does no more: a convolution before it takes it into itself. */
    scale(name, input) {
      const channels = lastAxis(input);
      const [zeros, ones] = [0, 1].map((x) => graph.parameter(`${name} (${x})`, [channels], new Float32Array(channels).fill(x))) as [Value, Value];
      return batchNorm(graph, `${name} (scaled)`, input, { gamma: vector(name, channels, 1, 1), beta: zeros, mean: zeros, variance: ones, epsilon: 0 });
    },

    relu: (name, input) => relu(graph, name, input),
    relu6: (name, input) => relu6(graph, name, input),
    sigmoid: (name, input) => sigmoid(graph, name, input),
    silu: (name, input) => silu(graph, name, input),
    gelu: (name, input) => gelu(graph, name, input),
    hardSigmoid: (name, input) => hardSigmoid(graph, name, input, { alpha: 1 / 6 }),
    hardSwish: (name, input) => hardSwish(graph, name, input),
    multiply: (name, input, factors) => multiply(graph, name, input, factors),
    maxPool: (name, input, options) => maxPool(graph, name, input, options),
    globalMaxPool: (name, input) => globalMaxPool(graph, name, input),
    averagePool: (name, input, options) => (options ? averagePool(graph, name, input, options) : globalAveragePool(graph, name, input)),
    adaptiveAveragePool: (name, input, size) => adaptiveAveragePool(graph, name, input, size),
  };
}

/** [channels, cin, taps] of the checkpoint, from a channel on, read when it is written. */
function rowsOf(found: CheckpointTensor, channels: number, cin: number, taps: number, begin = 0): Parameter {
  const row = cin * taps;
  const read = (from: number, to: number): Float32Array => numbersIn(found, (begin + from) * row, (begin + to) * row);
  return parameterOfRows({ cin, taps, scale: new Float64Array(channels).fill(1), read });
}

const wrongShape = (name: string, shape: readonly number[], expected: string, cause: string): CheckpointError => new CheckpointError(
  "checkpoint-wrong-shape",
  `weights: "${name}" is [${shape.join(", ")}]; this network expects ${expected}. ${cause && `Likely cause: ${cause}. `}` +
    supported,
);
