// A logit taken apart: what each channel gives to it, the class map channel by channel, and the table whose sum both are.
//
//   y_c = Σ_k w_ck · mean(A_k) + b_c          M_c[p] = Σ_k w_ck · A_k[p]          y_c = mean(M_c) + b_c
import type { Features } from "@camlucida/cam";

/** A logit as a sum over channels. */
export interface ClassSum {
  readonly weights: Float32Array; // [K], fc's row of the class
  readonly bias: number;
  readonly means: Float64Array; // [K], pooled features
  readonly contributions: Float64Array; // [K], weight · mean
  readonly order: readonly number[]; // channels, the strongest contribution first, whatever its sign
  /** The bias, then what it is with each channel of `order`; the last is the logit. [K + 1] */
  readonly running: Float64Array;
}

/** @param weights [K], with the bias as `Engine.classWeights` and `OpenModel.bias` have them */
export function classSumOf(of: Features, weights: Float32Array, bias: number): ClassSum {
  const means = meansOf(of);
  const contributions = means.map((mean, k) => mean * (weights[k] ?? NaN));
  const order = [...contributions.keys()].sort((a, b) => Math.abs(contributions[b] ?? 0) - Math.abs(contributions[a] ?? 0));
  const running = new Float64Array(order.length + 1);
  running[0] = bias;
  order.forEach((channel, at) => { running[at + 1] = (running[at] ?? NaN) + (contributions[channel] ?? NaN); });
  return { weights, bias, means, contributions, order, running };
}

/** The mean of every channel over all cells. [h, w, K] → [K] */
export function meansOf({ features, mapWidth, mapHeight }: Features): Float64Array {
  const cells = mapWidth * mapHeight;
  const sums = new Float64Array(features.length / cells);
  features.forEach((value, at) => { sums[at % sums.length] = (sums[at % sums.length] ?? NaN) + value; });
  return sums.map((sum) => sum / cells);
}

/** Σ w_k · A_k of the `count` strongest channels. [mapHeight, mapWidth] */
export function partialMap({ features, mapWidth, mapHeight }: Features, { weights, order }: Pick<ClassSum, "weights" | "order">, count: number): Float64Array {
  const channels = weights.length;
  const map = new Float64Array(mapWidth * mapHeight);
  for (const channel of order.slice(0, count)) {
    const weight = weights[channel] ?? NaN;
    for (let cell = 0; cell < map.length; cell++) map[cell] = (map[cell] ?? NaN) + weight * (features[cell * channels + channel] ?? NaN);
  }
  return map;
}

export const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const oneByOne = 16; // channels

/** How many channels are added at each step: one by one at first, then as many that some fifty steps lead to all of them. */
export function stopsOf(channels: number): readonly number[] {
  const stops = [0];
  for (let at = 0; at < channels;) {
    at = Math.min(channels, channels <= 4 * oneByOne || at < oneByOne ? at + 1 : Math.ceil(at * 1.1));
    stops.push(at);
  }
  return stops;
}

/** A row of the table: one channel, or all the others together. */
export interface TableRow {
  readonly channel: number | undefined; // undefined: the others
  readonly products: Float64Array; // [cells], weight · feature
  readonly mean: number; // over the cells: weight · mean
}

/** Every product weight · feature: a row for each of the strongest channels and one for all others. Its columns' sums are the class map. */
export function tableOf(of: Features, sum: ClassSum, most: number): readonly TableRow[] {
  const shown = sum.order.slice(0, sum.order.length <= most + 1 ? undefined : most);
  const rows = shown.map((channel): TableRow => rowOf(channel, partialMap(of, { weights: sum.weights, order: [channel] }, 1)));
  const others = sum.order.slice(shown.length);
  return others.length === 0 ? rows : [...rows, rowOf(undefined, partialMap(of, { weights: sum.weights, order: others }, others.length))];
}

const rowOf = (channel: number | undefined, products: Float64Array): TableRow => ({ channel, products, mean: meanOf(products) });

/** What may stand between the weights and the mean, and whether it lets them be swapped. */
export type Between = "nothing" | "relu" | "square" | "maximum";

/** The same two roads with something between. */
export interface Roads {
  readonly pooledFirst: number;
  readonly weighedFirst: number;
}

/** Without the bias, which is added at the end of either. */
export function roadsOf(of: Features, { weights, contributions, order }: ClassSum, between: Between): Roads {
  const map = partialMap(of, { weights, order }, order.length);
  const sum = contributions.reduce((all, value) => all + value, 0);
  switch (between) {
    case "nothing": return { pooledFirst: sum, weighedFirst: meanOf(map) };
    case "relu": return { pooledFirst: Math.max(0, sum), weighedFirst: meanOf(map.map((value) => Math.max(0, value))) };
    case "square": return { pooledFirst: sum ** 2, weighedFirst: meanOf(map.map((value) => value ** 2)) };
    case "maximum": return { pooledFirst: maximaOf(of).reduce((all, value, k) => all + value * (weights[k] ?? NaN), 0), weighedFirst: Math.max(...map) };
  }
}

/** The largest value of every channel. [h, w, K] → [K] */
function maximaOf({ features, mapWidth, mapHeight }: Features): Float64Array {
  const maxima = new Float64Array(features.length / (mapWidth * mapHeight)).fill(-Infinity);
  features.forEach((value, at) => { maxima[at % maxima.length] = Math.max(maxima[at % maxima.length] ?? NaN, value); });
  return maxima;
}
