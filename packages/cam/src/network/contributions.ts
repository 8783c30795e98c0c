// The channels behind one cell of a map that is a weighted sum of features, by the size of what each adds; and, of a class map, the
// cell's share of the class' logit.
//
//   M[y,x] = Σ_k weight_k[y,x] · A_k[y,x]        class maps: weight_k = w_ck,  y_c = Σ_yx M_c[y,x] / (h·w) + b_c
//
// Source    Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
import { ViewError } from "../views/scale.ts";
import type { Prediction } from "./prediction.ts";

/** Features of a layer; a Prediction has those of the last one. */
export type Features = Pick<Prediction, "features" | "mapWidth" | "mapHeight">;

export interface Cell {
  readonly x: number; // column, 0 … mapWidth − 1
  readonly y: number; // row, 0 … mapHeight − 1
}

export interface CellContributions {
  /** M[y,x]: the sum over all channels, in the map's unit; of a class map, logits. */
  readonly total: number;
  /** M_c[y,x] / (h·w): what a class map's cell adds to the logit. With the bias, all cells' shares sum to the logit. */
  readonly logitShare: number;
  readonly strongest: readonly ChannelContribution[]; // every channel, largest |contribution| first
}

export interface ChannelContribution {
  readonly channel: number;
  readonly contribution: number; // weight_k · A_k[y,x], of the total
}

/**
 * The channels behind one cell of a map: contribution_k = weight_k · A_k[y,x], the largest first, whatever their sign.
 * @param of a prediction, or `RawMap.sum` with the map's width and height
 * @param weights [channels], for a class map the class' row of fc (`Network.classWeights`); or [mapHeight, mapWidth, channels]
 * @throws ViewError "features-shape", "cell-out-of-range"
 * @example
 * ```ts
 * const features = Float32Array.of(1, 2, 3, 4, 0, 0.5); // one column, two rows, three channels
 * const { total, logitShare, strongest } = contributionsAt({ features, mapWidth: 1, mapHeight: 2 }, Float32Array.of(1, -4, 2), { x: 0, y: 0 });
 * [total, logitShare]; // → [-1, -0.5]
 * strongest[0]; // → { channel: 1, contribution: -8 }
 * ```
 */
export function contributionsAt(of: Features, weights: Float32Array, { x, y }: Cell): CellContributions {
  const { features, mapWidth, mapHeight } = of;
  const channels = channelsOf(of);
  if (weights.length !== channels && weights.length !== features.length) {
    throw new ViewError("features-shape", `contributions: there are ${weights.length} weights; the features have ${channels} channels. Are both of one network?`);
  }
  if (!(isIndex(x, mapWidth) && isIndex(y, mapHeight))) {
    throw new ViewError("cell-out-of-range", `contributions: there is no cell at column ${x}, row ${y}; the map is ${mapWidth} wide and ${mapHeight} high, counted from 0.`);
  }
  const first = (y * mapWidth + x) * channels;
  const own = weights.length === channels ? weights : weights.subarray(first, first + channels); // one channel's weight is the same everywhere, or not
  const all = Array.from(own, (weight, channel) => ({ channel, contribution: weight * (features[first + channel] as number) }));
  const total = all.reduce((sum, { contribution }) => sum + contribution, 0);
  const strongest = all.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)); // equal ones stay in order
  return { total, logitShare: total / (mapWidth * mapHeight), strongest };
}

/**
 * A_k of one channel: [mapHeight, mapWidth].
 * @throws ViewError "features-shape", "channel-out-of-range"
 * @example
 * ```ts
 * featureMapOf({ features: Float32Array.of(1, 2, 3, 4, 0, 0.5), mapWidth: 1, mapHeight: 2 }, 0); // → Float32Array.of(1, 4)
 * ```
 */
export function featureMapOf(of: Features, channel: number): Float32Array {
  const channels = channelsOf(of);
  if (!isIndex(channel, channels)) throw new ViewError("channel-out-of-range", `contributions: there is no channel ${channel}; expected 0 … ${channels - 1}.`);
  return Float32Array.from({ length: of.mapWidth * of.mapHeight }, (_, at) => of.features[at * channels + channel] as number);
}

function channelsOf({ features, mapWidth, mapHeight }: Features): number {
  const channels = features.length / (mapWidth * mapHeight);
  if (Number.isInteger(channels) && channels > 0) return channels;
  throw new ViewError("features-shape", `contributions: ${features.length} features do not fill a map of ${mapWidth} × ${mapHeight}; expected so many for each channel.`);
}

const isIndex = (at: number, length: number): boolean => Number.isInteger(at) && at >= 0 && at < length;
