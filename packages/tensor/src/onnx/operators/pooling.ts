// Pools: MaxPool and AveragePool under windows, and of all positions at once GlobalAveragePool, GlobalMaxPool, and ReduceMean
// over height and width.
import type { Graph, Value } from "../../graph/graph.ts";
import { imageShape } from "../../graph/shapes.ts";
import { averagePool as appendAverage } from "../../ops/average_pool/average_pool.ts";
import { globalAveragePool as appendGlobalAverage } from "../../ops/global_average_pool/global_average_pool.ts";
import { globalMaxPool as appendGlobalMax, maxPool as appendMax } from "../../ops/max_pool/max_pool.ts";
import type { PoolOptions } from "../../ops/shared/pooling.ts";
import { intAttribute, intsAttribute } from "../attributes.ts";
import { imageAt, type OperatorCall, outputName, statedNumbers, tensorAt } from "../call.ts";
import { claim } from "../constant.ts";
import { type AxisGroups, CHANNELS_FIRST, type Placed, placed, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { axesOf, listed, movedAxes } from "../shape_arithmetic.ts";
import { layerNormFrom } from "./patterns.ts";
import { pair, windowOf } from "./windows.ts";

export function maxPool(call: OperatorCall): Placed {
  const image = imageAt(call, 0);
  return placed(appendMax(call.graph, outputName(call), image.value, optionsFor(call, image)), CHANNELS_FIRST);
}

export function averagePool(call: OperatorCall): Placed {
  const image = imageAt(call, 0);
  const countIncludePad = intAttribute(call.node, "count_include_pad", 0) !== 0;
  const options = { ...optionsFor(call, image), countIncludePad };
  return placed(appendAverage(call.graph, outputName(call), image.value, options), CHANNELS_FIRST);
}

function optionsFor(call: OperatorCall, image: Placed): PoolOptions {
  const [, height, width] = imageShape(image.value);
  const kernel = pair(call, "kernel_shape", intsAttribute(call.node, "kernel_shape") ?? []);
  const { stride, dilation, padding } = windowOf(call, [height, width], kernel);
  const places = (axis: 0 | 1): number => Math.ceil(([height, width][axis] ?? 0) / stride[axis] + 1);
  claim(call, (kernel[0] * places(0) + kernel[1] * places(1)) / 16); // which are looked at one by one
  return { kernel, stride, dilation, padding, ceilMode: intAttribute(call.node, "ceil_mode", 0) !== 0 };
}

type Pool = (graph: Graph, name: string, input: Value) => Value;

export const globalAveragePool = globally(appendGlobalAverage);
export const globalMaxPool = globally(appendGlobalMax);

function globally(pool: Pool): (call: OperatorCall) => Placed {
  return (call) => {
    const input = tensorAt(call, 0);
    return over(call, pool, input, input.axes.map((_, axis) => axis).slice(2), true);
  };
}

export function reduceMean(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const given = movedAxes(call, 18, statedNumbers(call, 1)) ?? [];
  const none = given.length === 0 && intAttribute(call.node, "noop_with_empty_axes", 0) !== 0;
  if (none) return input;
  const axes = given.length === 0 ? input.axes.map((_, axis) => axis) : axesOf(call, given, input.axes.length);
  const [only = NaN, ...others] = axes;
  const norm = others.length === 0 ? layerNormFrom(call, input, only) : undefined;
  return norm ?? over(call, appendGlobalAverage, input, axes, intAttribute(call.node, "keepdims", 1) !== 0);
}

function over(call: OperatorCall, pool: Pool, input: Placed, gone: readonly number[], keep: boolean): Placed {
  const { value, axes } = input;
  const reduced = gone.flatMap((axis) => axes[axis] ?? []);
  const others = (groups: AxisGroups, channels: number): AxisGroups =>
    groups.flatMap((
      group,
      axis,
    ) => (gone.includes(axis) ? (keep ? [[]] : []) : [group.map((own) => (own === 0 ? 0 : channels))]));
  if (reduced.length === 0) {
    return { ...input, axes: axes.flatMap((group, axis) => (gone.includes(axis) && !keep ? [] : [group])) }; // all of length 1
  }
  const positions = [1, 2].filter((axis) => value.shape[axis] !== 1);
  if (value.shape.length === 4 && reduced.toSorted((a, b) => a - b).join() === positions.join()) {
    const pooled = pool(call.graph, outputName(call), value);
    return placed(pooled, others(axes, 1));
  }
  throw unsupported(
    call,
    `pools [${listed(shapeOf(input))}] along the axes ${listed(gone)}`,
    "Over height and width together it is computed.",
  );
}
