// Windows that slide over an image, as pools have them: how they are asked for, how many fit, and what lies under each.
//
//   H' = ⌊(H + top + bottom − D·(K − 1) − 1)/S⌋ + 1
//   with ceilMode ⌈…⌉ + 1: a window may reach over the padding below and on the right, but has to begin before it
//
// Source    torch.nn.MaxPool2d, torch.nn.AvgPool2d; ONNX MaxPool and AveragePool.
import { GraphError } from "../../graph/errors.ts";
import type { Constants, Kernel, Step, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import {
  alongAxes, byAxis, imageShape, inWords, matrixShape, slidingAttributes, slidingLength,
  type ByAxis, type ImageShape, type Sliding, type SlidingAttributes, type SlidingAxis,
} from "../../graph/shapes.ts";

/** A window over [N, H, W, C]. */
export type PoolAttributes = SlidingAttributes & { readonly kernelH: number; readonly kernelW: number };

/** A window, and how it slides. Without padding and dilation, unless said. */
export interface PoolOptions extends Sliding {
  readonly kernel: ByAxis;
  readonly stride: ByAxis;
  /** Whether a last window that lies only partly over the image counts. */
  readonly ceilMode?: boolean;
}

/** A pooling's shapes and window. */
export interface Pooling<Attributes extends PoolAttributes = PoolAttributes> {
  readonly image: ImageShape; //  [N, H, W, C]
  readonly pooled: ImageShape; // [N, H', W', C]
  readonly window: Attributes;
}

/**
 * The window, and the shape of what it pools.
 * @throws GraphError "attribute" for a window that cannot slide; "graph-shape" where one would lie outside of the image
 */
export function poolingFor(name: string, input: Value, { kernel, ceilMode = false, ...sliding }: PoolOptions): Pooling {
  const image = imageShape(input);
  const [kernelH, kernelW] = byAxis(kernel);
  if (!Number.isInteger(kernelH) || !Number.isInteger(kernelW) || Math.min(kernelH, kernelW) < 1) {
    throw new GraphError("attribute", `graph: "${name}" pools ${kernelH}×${kernelW} pixels; whole numbers from 1 on are expected.`);
  }
  const window = { kernelH, kernelW, ...slidingAttributes(name, sliding) };
  const { y, x } = alongAxes(image, [kernelH, kernelW], window);
  const [outH, outW] = ceilMode ? [placesBegun(y), placesBegun(x)] : [slidingLength(y), slidingLength(x)];
  if (holdsNothing(y, outH) || holdsNothing(x, outW)) {
    const asked = `kernel ${kernelH}×${kernelW}, ${inWords(window)}`;
    throw new GraphError("graph-shape", `graph: "${name}" pools [${image.join(", ")}] with ${asked}: a window would hold no pixel. Use less padding.`);
  }
  return { image, pooled: [image[0], outH, outW, image[3]], window };
}

/** As slidingLength, and the window that begins before the end of the image but reaches over its padding. */
function placesBegun(axis: SlidingAxis): number {
  const { length, stride, before } = axis;
  const count = slidingLength({ ...axis, after: axis.after + stride - 1 });
  return (count - 1) * stride >= length + before ? count - 1 : count;
}

/** How many taps of a window lie from `from` to `to`, counted in pixels of the image. */
function tapsWithin({ kernel, stride, dilation, before }: SlidingAxis, place: number, from: number, to: number): number {
  const start = place * stride - before;
  return Array.from({ length: kernel }, (_, tap) => start + tap * dilation).filter((at) => at >= from && at < to).length;
}

/** Whether one of so many windows has all of its taps outside of the image. */
const holdsNothing = (axis: SlidingAxis, count: number): boolean =>
  Array.from({ length: Math.max(0, count) }, (_, place) => tapsWithin(axis, place, 0, axis.length)).includes(0);

/** By how much each window's sum is divided: taps inside the image, or also those in its padding. [H'·W'] */
export function windowSizes({ image, pooled: [, outH, outW], window }: Pooling, withPadding: boolean): number[] {
  const { y, x } = alongAxes(image, [window.kernelH, window.kernelW], window);
  const along = (axis: SlidingAxis, count: number): number[] => Array.from({ length: count }, (_, place) =>
    tapsWithin(axis, place, withPadding ? -axis.before : 0, axis.length + (withPadding ? axis.after : 0)));
  const columns = along(x, outW);
  return along(y, outH).flatMap((rows) => columns.map((column) => rows * column));
}

/** Visits every (image pixel, pooled pixel) pair, window by window and row by row, as offsets of their first channel. */
export function visitWindows({ image, pooled, window }: Pooling, visit: (from: number, to: number, channels: number) => void): void {
  const [n, inH, inW, channels] = image;
  const [, outH, outW] = pooled;
  const { kernelH, kernelW, strideH, strideW, dilationH, dilationW, top, left } = window;
  for (let each = 0; each < n; each++) {
    for (let at = 0; at < outH * outW * kernelH * kernelW; at++) {
      const [place, tap] = [Math.floor(at / (kernelH * kernelW)), at % (kernelH * kernelW)];
      const y = Math.floor(place / outW) * strideH + Math.floor(tap / kernelW) * dilationH - top;
      const x = (place % outW) * strideW + (tap % kernelW) * dilationW - left;
      if (y < 0 || y >= inH || x < 0 || x >= inW) continue;
      visit(((each * inH + y) * inW + x) * channels, (each * outH * outW + place) * channels, channels);
    }
  }
}

/** What a window pools: [N, H', W', C], or [N, C] of one that is as large as the image. */
function pooledShape(value: Value | undefined): ImageShape {
  if (value?.shape.length !== 2) return imageShape(value);
  const [n, channels] = matrixShape(value);
  return [n, 1, 1, channels];
}

export const poolingOf = <Attributes extends PoolAttributes>({ inputs, output, constants }: Step<Attributes>): Pooling<Attributes> =>
  ({ image: imageShape(inputs[0]), pooled: pooledShape(output), window: constants });

/** The pooling whose adjoint a step is: its first input is the gradient, its output the image's. */
export const poolingBehind = <Attributes extends PoolAttributes>({ inputs, output, constants }: Step<Attributes>): Pooling<Attributes> =>
  ({ image: imageShape(output), pooled: pooledShape(inputs[0]), window: constants });

/** One invocation per quad of what is written. @param constants beside the window's */
export function poolKernel(
  shader: string, { image: [, inH, inW, channels], pooled: [, outH, outW], window }: Pooling, [n, h, w]: ImageShape, constants: Constants = {},
): Kernel {
  const [lanesX, lanesY] = workgroupIn(shader);
  return {
    wgsl: shader,
    constants: {
      IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, CHANNEL_QUADS: quads(channels),
      KERNEL_H: window.kernelH, KERNEL_W: window.kernelW, STRIDE_H: window.strideH, STRIDE_W: window.strideW,
      DILATION_H: window.dilationH, DILATION_W: window.dilationW, TOP: window.top, LEFT: window.left, ...constants,
    },
    workgroups: [Math.ceil(quads(channels) / lanesX), Math.ceil(w / lanesY), n * h],
  };
}
