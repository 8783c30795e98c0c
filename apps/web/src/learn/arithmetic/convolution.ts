// One number of a convolution's output as the sum it is: which window of the input lies under the kernel, the products channel by
// channel, their sums, and the bias. For all that the engine convolves: strided, padded, dilated, in groups, 1×1.
//
//   out[y, x, k] = bias[k] + Σ_c Σ_ij in[y·S + i·D − top, x·S + j·D − left, c] · w[i, j, c, k]
//
// Shapes    in [H, W, Cin], w [K, K, Cin/G, Cout], bias [Cout], out [H', W', Cout].
import type { InsideLayer } from "../../engine/protocol.ts";

/** What is known of a convolution before anything is computed. */
export interface ConvolutionShape {
  readonly height: number; // of the input
  readonly width: number;
  readonly channels: number; // Cin
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly groupChannels: number; // Cin/G
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number; // Cout
  readonly strideH: number;
  readonly strideW: number;
  readonly dilationH: number;
  readonly dilationW: number;
  readonly top: number; // padding
  readonly left: number;
  readonly groups: number;
}

/** The arrays of a convolution, as the engine has them. */
export interface ConvolutionNumbers {
  readonly image: Float32Array; //  [H, W, Cin]
  readonly weight: Float32Array; // [K, K, Cin/G, Cout]
  readonly bias: Float32Array; //   [Cout]
}

/** A position of the output, and one of its channels. */
export interface OutputCell {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
}

const kinds: ReadonlySet<string> = new Set(["conv", "depthwise_conv", "grouped_conv"]);

export const isConvolution = ({ op }: Pick<InsideLayer, "op">): boolean => kinds.has(op);

/** Of a layer that is a convolution; undefined for one of any other kind. */
export function convolutionShapeOf({ op, shape, inputs: [image], parameters: [weight], attributes }: InsideLayer): ConvolutionShape | undefined {
  if (!image || !weight || !isConvolution({ op })) return undefined;
  const [, height = 0, width = 0, channels = 0] = image.shape;
  const [kernelHeight = 0, kernelWidth = 0, groupChannels = 0] = weight.shape;
  const [, outHeight = 0, outWidth = 0, outChannels = 0] = shape;
  const { strideH = 1, strideW = 1, dilationH = 1, dilationW = 1, top = 0, left = 0, groups = 1 } = attributes;
  return { height, width, channels, kernelHeight, kernelWidth, groupChannels, outHeight, outWidth, outChannels, strideH, strideW, dilationH, dilationW, top, left, groups };
}

/** The first of the input's channels that an output channel reads. */
export const firstChannelOf = ({ outChannels, groups, groupChannels }: ConvolutionShape, channel: number): number =>
  Math.floor(channel / (outChannels / groups)) * groupChannels;

/** Which pixel of the input a tap of the kernel lies on; it may lie outside. */
export const tapAt = (of: ConvolutionShape, { y, x }: Pick<OutputCell, "y" | "x">, row: number, column: number): { readonly y: number; readonly x: number } =>
  ({ y: y * of.strideH + row * of.dilationH - of.top, x: x * of.strideW + column * of.dilationW - of.left });

export const isInside = ({ height, width }: ConvolutionShape, { y, x }: { readonly y: number; readonly x: number }): boolean =>
  y >= 0 && y < height && x >= 0 && x < width;

/** What of one input channel lies under the kernel. @returns [K, K], 0 outside of the image */
export function windowOf(of: ConvolutionShape, image: Float32Array, cell: OutputCell, channel: number): Float64Array {
  return overTaps(of, (row, column) => {
    const tap = tapAt(of, cell, row, column);
    return isInside(of, tap) ? (image[(tap.y * of.width + tap.x) * of.channels + channel] as number) : 0;
  });
}

/** The part of the kernel that lies on one input channel. @param within the channel's number in its group; @returns [K, K] */
export const kernelOf = (of: ConvolutionShape, weight: Float32Array, { channel }: OutputCell, within: number): Float64Array =>
  overTaps(of, (row, column) => weight[((row * of.kernelWidth + column) * of.groupChannels + within) * of.outChannels + channel] as number);

/** What one input channel gives to a number of the output, product by product. */
export interface ChannelProducts {
  readonly channel: number; // of the input
  readonly window: Float64Array; // [K, K]
  readonly kernel: Float64Array; // [K, K]
  readonly products: Float64Array; // [K, K]
  readonly sum: number;
}

export function productsOf(of: ConvolutionShape, { image, weight }: ConvolutionNumbers, cell: OutputCell, within: number): ChannelProducts {
  const channel = firstChannelOf(of, cell.channel) + within;
  const [window, kernel] = [windowOf(of, image, cell, channel), kernelOf(of, weight, cell, within)];
  const products = window.map((value, at) => value * (kernel[at] as number));
  return { channel, window, kernel, products, sum: products.reduce((sum, product) => sum + product, 0) };
}

/** A number of the output as the sum of what its input channels give to it. */
export interface OutputNumber {
  readonly sums: Float64Array; // [Cin/G], of each input channel's products
  readonly products: number; // their sum
  readonly bias: number;
  readonly value: number;
}

export function outputNumber(of: ConvolutionShape, numbers: ConvolutionNumbers, cell: OutputCell): OutputNumber {
  const sums = Float64Array.from({ length: of.groupChannels }, (_, within) => productsOf(of, numbers, cell, within).sum);
  const products = sums.reduce((total, sum) => total + sum, 0);
  const bias = numbers.bias[cell.channel] as number;
  return { sums, products, bias, value: products + bias };
}

/** The products' sum once every weight is multiplied by `scale`, which is what folding does. */
export function foldedNumber(of: ConvolutionShape, numbers: ConvolutionNumbers, cell: OutputCell, scale: number): number {
  let total = 0;
  for (let within = 0; within < of.groupChannels; within++) {
    const { window, kernel } = productsOf(of, numbers, cell, within);
    total += kernel.reduce((sum, weight, tap) => sum + scale * weight * (window[tap] as number), 0);
  }
  return total;
}

/**
 * Where to begin to look: the channel that varies most, and its largest number that is not at the edge, where padding plays a part.
 * @param values [H, width, channels]; @param among whether a channel is one to begin with, of which there may be none
 */
export function strongestCell(values: Float32Array, width: number, channels: number, among: (channel: number) => boolean = () => true): OutputCell {
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  values.forEach((value, at) => {
    sums[at % channels] = (sums[at % channels] as number) + value;
    squares[at % channels] = (squares[at % channels] as number) + value * value;
  });
  const count = values.length / channels;
  const varied = sums.map((sum, channel) => (squares[channel] as number) / count - (sum / count) ** 2);
  const wanted = varied.map((variance, at) => (among(at) ? variance : -1));
  const [most, some] = [Math.max(...varied), Math.max(...wanted)];
  const channel = Math.max(0, some < 0 ? varied.indexOf(most) : wanted.indexOf(some)); // NaN is no maximum
  const [height, edge] = [count / width, Math.floor(Math.min(width, count / width) / 8)];
  let best: OutputCell = { y: edge, x: edge, channel };
  let largest = -Infinity;
  for (let y = edge; y < height - edge; y++) {
    for (let x = edge; x < width - edge; x++) {
      const value = values[(y * width + x) * channels + channel] as number;
      if (value > largest) [best, largest] = [{ y, x, channel }, value];
    }
  }
  return best;
}

/** The channels that give most, whatever its sign, first. */
export const strongestFirst = (sums: ArrayLike<number>): readonly number[] =>
  Array.from({ length: sums.length }, (_, at) => at).toSorted((a, b) => Math.abs(sums[b] as number) - Math.abs(sums[a] as number));

/** Number of places of a window along an axis: ⌊(length + 2·padding − kernel)/stride⌋ + 1; none where it does not fit. */
export const placesAlong = (length: number, kernel: number, stride: number, padding: number): number =>
  Math.max(0, Math.floor((length + 2 * padding - kernel) / stride) + 1);

function overTaps({ kernelHeight, kernelWidth }: ConvolutionShape, valueAt: (row: number, column: number) => number): Float64Array {
  return Float64Array.from({ length: kernelHeight * kernelWidth }, (_, tap) => valueAt(Math.floor(tap / kernelWidth), tap % kernelWidth));
}
