// A small EfficientNet as tensorflowjs_converter writes one from a frozen graph: seven stacks, few channels, known numbers.
import { valueAt } from "./tfjs.ts";

/** One weight of the list in model.json. */
export interface GraphWeight {
  name: string;
  shape: number[];
  dtype: string;
}

interface GraphNodeSpec {
  name: string;
  op: string;
  input?: string[];
  attr: Record<string, unknown>;
}

/** model.json before it is text, for tests to damage. */
export interface GraphJson {
  format: string;
  modelTopology: { node: GraphNodeSpec[] };
  weightsManifest: { paths: string[]; weights: GraphWeight[] }[];
}

/** The beginning of most names. */
export const home = "StatefulPartitionedCall/model/";
export const graphClasses = 5;

/** Constants that no layer has, but the beginning. */
const own: Readonly<Record<string, readonly number[]>> = {
  levels: [255], mean: [0.485 * 255, 0.456 * 255, 0.406 * 255], std: [0.229 * 255, 0.224 * 255, 0.225 * 255], axes: [1, 2],
};

/** The JSON of the network: a block in each stack but for the second, which has two. */
export function smallEfficientNet(): GraphJson {
  const nodes: GraphNodeSpec[] = [];
  const weights: GraphWeight[] = [];
  const texts = (...values: string[]): object => ({ list: { s: values.map((value) => btoa(value)) } });
  const numbers = (...values: number[]): object => ({ list: { i: values.map(String) } });
  const constant = (name: string, shape: number[], dtype = "float32"): string => {
    weights.push({ name, shape, dtype });
    nodes.push({ name, op: "Const", attr: {} });
    return name;
  };
  const add = (op: string, name: string, input: string[], attr = {}): string => {
    nodes.push({ name, op, input, attr });
    return name;
  };
  const layer = (op: string, name: string, input: string, shape: number[], stride = 1): string => {
    const channels = op === "FusedDepthwiseConv2dNative" ? shape[2] ?? 0 : shape.at(-1) ?? 0;
    const sliding = { strides: numbers(1, stride, stride, 1), dilations: numbers(1, 1, 1, 1), padding: { s: btoa("SAME") }, data_format: { s: btoa("NHWC") } };
    const attr = { fused_ops: texts("BiasAdd"), ...(op === "_FusedMatMul" ? {} : sliding) };
    return add(op, home + name, [input, constant(`${name}/weights`, shape), constant(`${name}/offset`, [channels])], attr);
  };
  const silu = (input: string): string => add("Mul", `${input}/mul`, [add("Sigmoid", `${input}/sigmoid`, [input]), input]);

  add("Placeholder", "image", []);
  const levels = add("Mul", "scaled", [constant("levels", []), "image"]);
  const spread = (name: string): string => add("BroadcastTo", `${name}/all`, [constant(name, [1, 1, 3]), add("Shape", `${name}/shape`, [levels])]);
  let last = add("RealDiv", "normalised", [add("Sub", "centred", [levels, spread("mean")]), spread("std")]);
  constant("axes", [2], "int32");
  const mean = (input: string): string => add("Mean", `${input}/mean`, [input, "axes"]);

  last = silu(layer("_FusedConv2D", "stem_bn/FusedBatchNormV3", last, [3, 3, 3, 4], 2));
  let channels = 4;
  for (const [stack, kernel] of [3, 3, 5, 3, 5, 5, 3].entries()) {
    for (let block = 0; block < (stack === 1 ? 2 : 1); block++) {
      const [name, outputs, wide] = [`stack_${stack}/block_${block}`, stack + 2, stack === 0 ? channels : channels * 2];
      const input = last;
      if (stack > 0) last = silu(layer("_FusedConv2D", `${name}/expand_bn/FusedBatchNormV3`, last, [1, 1, channels, wide]));
      const stride = block === 0 ? [1, 2, 2, 2, 1, 2, 1][stack] : 1;
      last = silu(layer("FusedDepthwiseConv2dNative", `${name}/depthwise_conv2d/depthwise`, last, [kernel, kernel, wide, 1], stride));
      const squeezed = silu(layer("_FusedConv2D", `${name}/se_reduce_conv2d/BiasAdd`, mean(last), [1, 1, wide, 1]));
      const factors = layer("_FusedConv2D", `${name}/se_expand_conv2d/BiasAdd`, squeezed, [1, 1, 1, wide]);
      last = add("Mul", `${name}/excited`, [last, add("Sigmoid", `${name}/factors`, [factors])]);
      last = layer("_FusedConv2D", `${name}/project_bn/FusedBatchNormV3`, last, [1, 1, wide, outputs]);
      if (block > 0) last = add("AddV2", `${name}/add`, [last, input]);
      channels = outputs;
    }
  }
  last = silu(layer("_FusedConv2D", "top_bn/FusedBatchNormV3", last, [1, 1, channels, 6]));
  last = layer("_FusedMatMul", "logits/BiasAdd", mean(last), [6, graphClasses]);
  add("Identity", "Identity", [add("Softmax", "probabilities", [last])]);
  return { format: "graph-model", modelTopology: { node: nodes }, weightsManifest: [{ paths: ["all.bin"], weights }] };
}

/** The files of the model's folder. */
export function filesOfGraph(model: GraphJson): Map<string, Uint8Array> {
  const bytes = model.weightsManifest.flatMap(({ weights }) => weights).map(({ name, shape, dtype }, nth) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const numbers = own[name] ?? Array.from({ length }, (_, index) => valueAt(nth, index));
    return Buffer.from((dtype === "int32" ? Int32Array.from(numbers) : Float32Array.from(numbers)).buffer);
  });
  return new Map([["all.bin", Uint8Array.from(Buffer.concat(bytes))], ["model.json", new TextEncoder().encode(JSON.stringify(model))]]);
}
