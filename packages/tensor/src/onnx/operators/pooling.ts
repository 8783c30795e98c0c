// Pools under windows: MaxPool and AveragePool. Those of all positions at once are in reductions.ts.
import { imageShape } from "../../graph/shapes.ts";
import { averagePool as appendAverage } from "../../ops/average_pool/average_pool.ts";
import { maxPool as appendMax } from "../../ops/max_pool/max_pool.ts";
import type { PoolOptions } from "../../ops/shared/pooling.ts";
import { intAttribute, intsAttribute } from "../attributes.ts";
import { type OperatorCall, outputName, overImage } from "../call.ts";
import { claim } from "../constant.ts";
import { CHANNELS_FIRST, type Placed, placed } from "../placed.ts";
import { pair, windowOf } from "./windows.ts";

export const maxPool = (call: OperatorCall): Placed =>
  overImage(call, (image) => placed(appendMax(call.graph, outputName(call), image.value, optionsFor(call, image)), CHANNELS_FIRST));

export const averagePool = (call: OperatorCall): Placed =>
  overImage(call, (image) => {
    const countIncludePad = intAttribute(call.node, "count_include_pad", 0) !== 0;
    const options = { ...optionsFor(call, image), countIncludePad };
    return placed(appendAverage(call.graph, outputName(call), image.value, options), CHANNELS_FIRST);
  });

function optionsFor(call: OperatorCall, image: Placed): PoolOptions {
  const [, height, width] = imageShape(image.value);
  const kernel = pair(call, "kernel_shape", intsAttribute(call.node, "kernel_shape") ?? []);
  const { stride, dilation, padding } = windowOf(call, [height, width], kernel);
  const places = (axis: 0 | 1): number => Math.ceil(([height, width][axis] ?? 0) / stride[axis] + 1);
  claim(call, (kernel[0] * places(0) + kernel[1] * places(1)) / 16); // which are looked at one by one
  return { kernel, stride, dilation, padding, ceilMode: intAttribute(call.node, "ceil_mode", 0) !== 0 };
}
