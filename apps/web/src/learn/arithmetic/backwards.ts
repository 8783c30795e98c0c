// What comes back to one number of a network from a layer that reads it: the chain rule, one layer at a time.
//
//   ∂y/∂x = Σ over the layers that read x of  Σ_i ∂y/∂out_i · ∂out_i/∂x
//
//   linear        Σ_k w[c, k] · g[k]                          global average pool   g[c] / Z
//   convolution   Σ over taps and k of w[i, j, c, k] · g[…]   batch-norm            s[c] · g,   s = γ/√(variance + ε)
//   addition      g, to both                                  ReLU                  g where x > 0, else 0
//
// Shapes    x [H, W, C] or [C], g like the layer's output.
import type { InsideLayer } from "../../engine/protocol.ts";
import { convolutionShapeOf, firstChannelOf, isConvolution, type ConvolutionShape } from "./convolution.ts";

/** A number of a value: [1, H, W, C], or [1, C] with y = x = 0. */
export interface NumberPlace {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
}

/** What is known of a layer that reads the number. */
export interface ReaderNumbers {
  readonly gradient: Float32Array; //              of what it makes
  readonly input: Float32Array; //                 what it reads, the number among it
  readonly parameters: readonly Float32Array[]; // in the order of `InsideLayer.parameters`
}

/** One product of many: what an output hands back. */
export interface BackwardProduct {
  readonly y: number; // of the output
  readonly x: number;
  readonly channel: number;
  readonly weight: number;
  readonly gradient: number;
}

/** What one reader hands back, and how. */
export type HandedBack = { readonly value: number } & (
  | { readonly kind: "copied" }
  | { readonly kind: "gate"; readonly open: boolean; readonly input: number; readonly received: number }
  | { readonly kind: "scaled"; readonly scale: number; readonly received: number }
  | { readonly kind: "shared"; readonly cells: number; readonly received: number }
  | { readonly kind: "weighed"; readonly products: readonly BackwardProduct[]; readonly outputs: number } // strongest first; outputs: positions that read the number
);

/** How many products of a sum are kept to be shown. */
const SHOWN = 3;

/** @returns undefined for a kind of layer whose rule is not written here */
export function handedBackBy(layer: InsideLayer, place: NumberPlace, numbers: ReaderNumbers): HandedBack | undefined {
  const at = indexOf(layer.inputs[0]?.shape ?? [], place);
  const received = numbers.gradient[at] as number;
  if (isConvolution(layer)) return byConvolution(layer, place, numbers);
  switch (layer.op) {
    case "add": case "flatten": case "reshape": return { kind: "copied", value: received };
    case "relu": return gate(numbers.input[at] as number, received);
    case "batch_norm": return scaled(scaleOf(layer, numbers, place.channel), received);
    case "global_average_pool": return shared(layer, place, numbers.gradient);
    case "linear": return byLinear(layer, place, numbers);
    default: return undefined;
  }
}

/** Of a number in [1, H, W, C] or [1, C]. */
export function indexOf(shape: readonly number[], { y, x, channel }: NumberPlace): number {
  const [width, channels] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return shape.length === 4 ? (y * width + x) * channels + channel : channel;
}

/** Where a value's strongest number is. */
export function strongestPlace(shape: readonly number[], values: Float32Array): NumberPlace {
  const at = values.reduce((best, value, index) => (Math.abs(value) > Math.abs(values[best] as number) ? index : best), 0);
  const [width, channels] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const position = shape.length === 4 ? Math.floor(at / channels) : 0;
  return { y: Math.floor(position / width), x: position % width, channel: at % channels };
}

const gate = (input: number, received: number): HandedBack => ({ kind: "gate", open: input > 0, input, received, value: input > 0 ? received : 0 });

const scaled = (scale: number, received: number): HandedBack => ({ kind: "scaled", scale, received, value: scale * received });

function scaleOf({ attributes }: InsideLayer, { parameters: [gamma, , , variance] }: ReaderNumbers, channel: number): number {
  return (gamma?.[channel] ?? NaN) / Math.sqrt((variance?.[channel] ?? NaN) + (attributes["epsilon"] ?? 0));
}

function shared({ inputs: [input] }: InsideLayer, { channel }: NumberPlace, gradient: Float32Array): HandedBack {
  const [, height = 1, width = 1] = input?.shape ?? [];
  const received = gradient[channel] as number;
  return { kind: "shared", cells: height * width, received, value: received / (height * width) };
}

function byLinear({ shape }: InsideLayer, { channel }: NumberPlace, { gradient, parameters: [weight] }: ReaderNumbers): HandedBack | undefined {
  if (!weight || shape.length !== 2) return undefined;
  const outputs = shape[1] ?? 0;
  const products = Array.from({ length: outputs }, (_, k) => ({ y: 0, x: 0, channel: k, weight: weight[channel * outputs + k] as number, gradient: gradient[k] as number }));
  return weighed(products, 1);
}

/** Every output that has the number under its kernel, by the tap that lies on it. */
function byConvolution(layer: InsideLayer, place: NumberPlace, { gradient, parameters: [weight] }: ReaderNumbers): HandedBack | undefined {
  const of = convolutionShapeOf(layer);
  if (!of || !weight) return undefined;
  const products: BackwardProduct[] = [];
  let outputs = 0;
  for (const { row, column, y, x } of readersOf(of, place)) {
    outputs++;
    for (const k of outputChannelsOf(of, place.channel)) {
      const within = place.channel - firstChannelOf(of, k);
      products.push({
        y, x, channel: k,
        weight: weight[((row * of.kernelWidth + column) * of.groupChannels + within) * of.outChannels + k] as number,
        gradient: gradient[(y * of.outWidth + x) * of.outChannels + k] as number,
      });
    }
  }
  return weighed(products, outputs);
}

interface ReadingOutput {
  readonly row: number; // of the kernel
  readonly column: number;
  readonly y: number; // of the output
  readonly x: number;
}

/** Positions of the output whose window has an input pixel in it, and by which tap. */
export function readersOf(of: ConvolutionShape, { y, x }: Pick<NumberPlace, "y" | "x">): readonly ReadingOutput[] {
  const along = (at: number, kernel: number, padding: number, dilation: number, stride: number, length: number) =>
    Array.from({ length: kernel }, (_, tap) => ({ tap, out: (at + padding - tap * dilation) / stride })).filter(({ out }) => Number.isInteger(out) && out >= 0 && out < length);
  const rows = along(y, of.kernelHeight, of.top, of.dilationH, of.strideH, of.outHeight);
  const columns = along(x, of.kernelWidth, of.left, of.dilationW, of.strideW, of.outWidth);
  return rows.flatMap((row) => columns.map((column) => ({ row: row.tap, column: column.tap, y: row.out, x: column.out })));
}

/** Channels of the output that read one of the input. */
function outputChannelsOf({ outChannels, groups, groupChannels }: ConvolutionShape, channel: number): readonly number[] {
  const each = outChannels / groups;
  const first = Math.floor(channel / groupChannels) * each;
  return Array.from({ length: each }, (_, k) => first + k);
}

function weighed(products: readonly BackwardProduct[], outputs: number): HandedBack {
  const size = ({ weight, gradient }: BackwardProduct): number => Math.abs(weight * gradient);
  const value = products.reduce((sum, { weight, gradient }) => sum + weight * gradient, 0);
  return { kind: "weighed", outputs, value, products: products.toSorted((a, b) => size(b) - size(a)).slice(0, SHOWN) };
}

/** A value on the way from the logits to the image, and the layers that read it. */
export interface BackwardStep {
  readonly name: string; // "image", or of the layer that makes it
  readonly op: string; // that makes it; "" of the image
  readonly shape: readonly number[];
  readonly readers: readonly InsideLayer[];
}

/** The value that the classes' probabilities are made of: what gradients are of. */
export function logitsOf(layers: readonly InsideLayer[]): string {
  const last = layers.at(-1);
  return (last?.op === "softmax" || last?.op === "sigmoid" ? last.inputs[0]?.name : last?.name) ?? "";
}

/** Values from the logits back to the image, each behind all that reads it. What the logits do not depend on is left out. */
export function wayBack(layers: readonly InsideLayer[], logits: string, image: string): readonly BackwardStep[] {
  const needed = new Set([logits]);
  const steps: BackwardStep[] = [];
  const readersAmong = (name: string): InsideLayer[] => layers.filter((layer) => layer.inputs.some((input) => input.name === name) && needed.has(layer.name));
  for (const layer of layers.toReversed()) {
    if (!needed.has(layer.name)) continue;
    steps.push({ name: layer.name, op: layer.op, shape: layer.shape, readers: readersAmong(layer.name) });
    layer.inputs.forEach(({ name }) => needed.add(name));
  }
  const given = layers.flatMap(({ inputs }) => inputs).find(({ name }) => name === image);
  return given ? [...steps, { name: image, op: "", shape: given.shape, readers: readersAmong(image) }] : steps;
}
