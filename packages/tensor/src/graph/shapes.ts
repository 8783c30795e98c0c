// Shapes of so many axes as such: an axis that is missing is an error, not a 0 that turns everything into nothing.
import { GraphError } from "./errors.ts";
import type { Value } from "./graph.ts";

/** What has a shape and a name for people. */
export type Shaped = Pick<Value, "name" | "shape">;

/** Of an image, a feature map or a gradient of one. */
export type ImageShape = readonly [images: number, height: number, width: number, channels: number];

/** Of a convolution's weight: [K, K, Cin/G, Cout]. */
export type KernelShape = readonly [height: number, width: number, groupIn: number, channels: number];

/** The shapes of so many axes, by their number. */
export interface AxisLengths {
  2: readonly [number, number];
  3: readonly [number, number, number];
  4: readonly [number, number, number, number];
}

/**
 * A shape of so many axes as such.
 * @throws GraphError "graph-shape" for a value of another number of axes, and for none
 * @example
 * ```ts
 * import { axes } from "@camlucida/tensor";
 *
 * const [rows, columns] = axes({ name: "weight", shape: [512, 1000] }, 2);
 * [rows, columns]; // → [512, 1000]
 * ```
 */
export function axes<Count extends keyof AxisLengths>(value: Shaped | undefined, count: Count): AxisLengths[Count] {
  if (value?.shape.length === count) return value.shape as AxisLengths[Count];
  const found = value ? `"${value.name}" is [${value.shape.join(", ")}]` : "an input is missing";
  throw new GraphError("graph-shape", `graph: ${found}; expected ${count} axes${count === 4 ? ", as [images, height, width, channels]" : ""}.`);
}

/**
 * A shape as that of an image or a feature map.
 * @throws GraphError "graph-shape"
 * @example
 * ```ts
 * import { imageShape } from "@camlucida/tensor";
 *
 * const [images, height, width, channels] = imageShape({ name: "features", shape: [1, 7, 7, 512] });
 * [images, height, width, channels]; // → [1, 7, 7, 512]
 * ```
 */
export const imageShape = (value: Shaped | undefined): ImageShape => axes(value, 4);

/**
 * Any shape as that of an image: rows of channels have a height and a width of one.
 * @throws GraphError "graph-shape" for a shape without axes
 */
export function asImage(value: Shaped | undefined): ImageShape {
  if (value?.shape.length === 4) return imageShape(value);
  const channels = lastAxis(value);
  const [, ...rows] = value?.shape.toReversed() ?? []; // [..., images]
  const images = rows.pop() ?? 1;
  return [images, 1, rows.reduce((product, length) => product * length, 1), channels];
}

/** @throws GraphError "graph-shape" */
export const kernelShape = (value: Shaped | undefined): KernelShape => axes(value, 4);

/** @throws GraphError "graph-shape" */
export const matrixShape = (value: Shaped | undefined): readonly [rows: number, columns: number] => axes(value, 2);

/**
 * How many channels: the last axis of any shape.
 * @throws GraphError "graph-shape"
 * @example
 * ```ts
 * import { lastAxis } from "@camlucida/tensor";
 *
 * lastAxis({ name: "features", shape: [1, 7, 7, 512] }); // → 512
 * ```
 */
export function lastAxis(value: Shaped | undefined): number {
  const length = value?.shape.at(-1);
  if (length === undefined) throw new GraphError("graph-shape", `graph: ${value ? `"${value.name}" has no axes` : "an input is missing"}; expected channels on its last axis.`);
  return length;
}

/** One number for both axes, or one for each. */
export type ByAxis = number | readonly [vertical: number, horizontal: number];

/** Pixels outside of the image: on every side, by axis, or on each side in ONNX' order. */
export type Sides = ByAxis | readonly [top: number, left: number, bottom: number, right: number];

/** How a window slides over an image: by one pixel, without padding and dilation, unless said. */
export interface Sliding {
  readonly stride?: ByAxis;
  readonly padding?: Sides;
  readonly dilation?: ByAxis;
}

/** The same, number by number; top, left, bottom and right: padding. */
export type SlidingAttributes = {
  readonly strideH: number; readonly strideW: number; readonly dilationH: number; readonly dilationW: number;
  readonly top: number; readonly left: number; readonly bottom: number; readonly right: number;
};

export const byAxis = (numbers: ByAxis): readonly [vertical: number, horizontal: number] =>
  (typeof numbers === "number" ? [numbers, numbers] : numbers);

/** @throws GraphError "attribute" for a window that cannot slide */
export function slidingAttributes(name: string, { stride = 1, padding = 0, dilation = 1 }: Sliding): SlidingAttributes {
  const [[strideH, strideW], [dilationH, dilationW]] = [byAxis(stride), byAxis(dilation)];
  const [top, left, bottom = top, right = left] = typeof padding === "number" ? byAxis(padding) : padding;
  const attributes = { strideH, strideW, dilationH, dilationW, top, left, bottom, right };
  const steps = [strideH, strideW, dilationH, dilationW];
  if (Object.values(attributes).every(Number.isInteger) && Math.min(...steps) >= 1 && Math.min(top, left, bottom, right) >= 0) return attributes;
  throw new GraphError(
    "attribute",
    `graph: "${name}" has a window with ${inWords(attributes)}; whole numbers are expected, from 1 on, of padding from 0 on.`,
  );
}

/** A window along one axis of an image. */
export interface SlidingAxis {
  readonly length: number; // of the image
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number; // padding
  readonly after: number;
}

/** @param kernel height and width of the window */
export const alongAxes = (
  [, h, w]: ImageShape, [kernelH, kernelW]: readonly [number, number, ...number[]], sliding: SlidingAttributes,
): { readonly y: SlidingAxis; readonly x: SlidingAxis } => ({
  y: { length: h, kernel: kernelH, stride: sliding.strideH, dilation: sliding.dilationH, before: sliding.top, after: sliding.bottom },
  x: { length: w, kernel: kernelW, stride: sliding.strideW, dilation: sliding.dilationW, before: sliding.left, after: sliding.right },
});

/** Number of places of a window: ⌊(length + before + after − D·(K − 1) − 1)/S⌋ + 1. */
export const slidingLength = ({ length, kernel, stride, dilation, before, after }: SlidingAxis): number =>
  Math.floor((length + before + after - dilation * (kernel - 1) - 1) / stride) + 1;

/** Pixels outside of the image, before and behind it, for ⌈length/S⌉ places: TensorFlow's SAME, and ONNX' SAME_UPPER. What is odd lies behind. */
export function samePadding(length: number, kernel: number, stride: number, dilation = 1): readonly [before: number, after: number] {
  const pixels = Math.max(0, (Math.ceil(length / stride) - 1) * stride + (kernel - 1) * dilation + 1 - length);
  return [Math.floor(pixels / 2), Math.ceil(pixels / 2)];
}

/** "stride 2, padding 1, dilation 1", and "stride 2×1, padding 0 0 1 1, …" where they differ by axis or by side. */
export function inWords({ strideH, strideW, dilationH, dilationW, top, left, bottom, right }: SlidingAttributes): string {
  const words = (numbers: readonly number[], between: string): string => (new Set(numbers).size === 1 ? `${numbers[0]}` : numbers.join(between));
  return `stride ${words([strideH, strideW], "×")}, padding ${words([top, left, bottom, right], " ")}, dilation ${words([dilationH, dilationW], "×")}`;
}
