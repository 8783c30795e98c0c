// A batch-norm between a convolution and a ReLU: its two numbers for each channel, the same convolution with them folded in, and the
// distribution of a channel before and after.
//
//   y = (x − mean)/√(variance + ε) · γ + β  =  s·x + t,      s = γ/√(variance + ε),   t = β − s·mean
//   conv, then batch-norm:  s·(Σ w·in + b) + t  =  Σ (s·w)·in + (s·b + t)
import type { InsideLayer } from "../../engine/protocol.ts";

/** Of one channel. */
export interface ChannelNorm {
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
  readonly epsilon: number;
}

/** A batch-norm as multiplying and adding. */
export interface FoldedNorm {
  readonly scale: number; // s
  readonly shift: number; // t
}

export const foldOf = ({ gamma, beta, mean, variance, epsilon }: ChannelNorm): FoldedNorm => {
  const scale = gamma / Math.sqrt(variance + epsilon);
  return { scale, shift: beta - scale * mean };
};

/** As the paper writes it. */
export const normalisedBy = ({ gamma, beta, mean, variance, epsilon }: ChannelNorm, x: number): number =>
  ((x - mean) / Math.sqrt(variance + epsilon)) * gamma + beta;

/** A convolution's part of one channel, after a batch-norm is folded into it. */
export const foldedInto = ({ scale, shift }: FoldedNorm, kernel: Float64Array, bias: number): { readonly kernel: Float64Array; readonly bias: number } =>
  ({ kernel: kernel.map((weight) => scale * weight), bias: scale * bias + shift });

/** A batch-norm among its neighbours. */
export interface NormPlace {
  readonly norm: InsideLayer;
  readonly before: InsideLayer; // makes what it normalises
  readonly after: InsideLayer | undefined; // a ReLU of what it makes, or another function of single numbers
}

const functions: ReadonlySet<string> = new Set(["relu", "relu6", "silu", "hard_swish", "leaky_relu", "gelu", "sigmoid"]);

/** The batch-norms of a network that stand behind another layer. */
export function normsOf(layers: readonly InsideLayer[]): readonly NormPlace[] {
  const makers = new Map(layers.map((layer) => [layer.name, layer]));
  return layers.filter(({ op, parameters }) => op === "batch_norm" && parameters.length === 4).flatMap((norm) => {
    const before = makers.get(norm.inputs[0]?.name ?? "");
    return before ? [{ norm, before, after: layers.find(({ op, inputs }) => functions.has(op) && inputs[0]?.name === norm.name) }] : [];
  });
}

/** How often which values occur. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[]; // [bins]
}

/** Values outside of from … to are counted in the bin at that end. */
export function histogramOf(values: ArrayLike<number>, from: number, to: number, bins: number): Histogram {
  const counts = Array.from({ length: bins }, () => 0);
  for (let at = 0; at < values.length; at++) {
    const share = to > from ? ((values[at] as number) - from) / (to - from) : 0;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(share * bins)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { from, to, counts };
}

/** One channel of [.., C]. */
export const channelOf = (values: Float32Array, channels: number, channel: number): Float32Array =>
  Float32Array.from({ length: values.length / channels }, (_, at) => values[at * channels + channel] as number);

/** Mean and standard deviation. */
export function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  const numbers = Array.from(values);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length) };
}

/** Which channels a ReLU would cut a good part of, and leave a good part: between a fifth and four fifths. @param values [.., C] */
export function halved(values: Float32Array, channels: number): (channel: number) => boolean {
  const below = new Uint32Array(channels);
  values.forEach((value, at) => { if (value < 0) below[at % channels] = (below[at % channels] as number) + 1; });
  const count = values.length / channels;
  return (channel) => (below[channel] as number) > count / 5 && (below[channel] as number) < (4 * count) / 5;
}
