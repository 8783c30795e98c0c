// How much of the network's input a number of a layer has seen, through all layers before it: its receptive field.
//
//   field' = field + (K − 1)·D·jump,   jump' = jump·S         a number alone: field 1, jump 1
//
// Source    Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks", distill.pub, equations 2 and 3.
import type { InsideLayer } from "../../engine/protocol.ts";
import { isConvolution } from "./convolution.ts";

/** In pixels of the network's input; padding may lie within it. Infinite where all of it is seen. */
export interface ReceptiveField {
  readonly height: number;
  readonly width: number;
}

interface Seen extends ReceptiveField {
  readonly jumpH: number; // pixels of the input from one position to the next
  readonly jumpW: number;
}

const pixel: Seen = { height: 1, width: 1, jumpH: 1, jumpW: 1 };
const all: Seen = { height: Infinity, width: Infinity, jumpH: 1, jumpW: 1 };

/** Of every layer, by its name. */
export function receptiveFieldsOf(layers: readonly InsideLayer[]): ReadonlyMap<string, ReceptiveField> {
  const seen = new Map<string, Seen>();
  for (const layer of layers) {
    const before = layer.inputs.map(({ name }) => seen.get(name) ?? pixel);
    const widest = before.toSorted((a, b) => b.height * b.width - a.height * a.width)[0] ?? pixel;
    seen.set(layer.name, through(layer, widest));
  }
  return seen;
}

const overAll: ReadonlySet<string> = new Set(["group_norm", "instance_norm", "softmax", "resize", "reshape", "rearrange"]);

function through(layer: InsideLayer, before: Seen): Seen {
  const { attributes: { kernelH, kernelW, strideH = 1, strideW = 1, dilationH = 1, dilationW = 1 }, parameters: [weight], inputs: [input] } = layer;
  const [high, wide] = isConvolution(layer) ? weight?.shape ?? [] : [kernelH, kernelW];
  if (high !== undefined && wide !== undefined) {
    return {
      height: before.height + (high - 1) * dilationH * before.jumpH, width: before.width + (wide - 1) * dilationW * before.jumpW,
      jumpH: before.jumpH * strideH, jumpW: before.jumpW * strideW,
    };
  }
  const isPositionwise = layer.shape.length === 4 && [1, 2].every((axis) => layer.shape[axis] === input?.shape[axis]);
  return isPositionwise && !overAll.has(layer.op) ? before : all;
}
