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

/** How a window slides along one axis. */
export interface Sliding {
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
}

/** Number of places of a window of `kernel` along an axis: ⌊(length + 2P − D·(K − 1) − 1)/S⌋ + 1. */
export const slidingLength = (length: number, kernel: number, { stride = 1, padding = 0, dilation = 1 }: Sliding): number =>
  Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
