// The evidence for one class: its raw signed map, its range, the proof that it adds up to the logit, and the channels behind each cell.
//
//   y_c = w_c · (1/hw · Σ_yx A[y,x]) + b_c     pooling, then fc: how the network does it
//       = 1/hw · Σ_yx (w_c · A[y,x]) + b_c     fc at every position, then the mean: the same, because both are linear
//       = mean(M_c) + b_c
//
//   M_c[y,x] = Σ_k w_ck · A_k[y,x]             as in any map that is a weighted sum of features, weight_k[y,x] instead of w_ck
//
// Source  Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
import { describeMap, ViewError } from "../views/scale.ts";
import { noClassMaps, type Prediction } from "./prediction.ts";
import { seedOf, type ClassTarget, type RawMap, type Seed } from "./requests.ts";

/** What of a prediction class maps are taken from. */
export type ClassMaps = Pick<Prediction, "classMaps" | "logits" | "mapWidth" | "mapHeight">;

/** The map of a class with its range, and the proof that it adds up. */
export interface Evidence {
  readonly classIndex: number;
  readonly logit: number;
  readonly map: Float32Array; // [mapHeight, mapWidth] raw and signed, in logits
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly min: number; // logits; NaN if no value is finite
  readonly max: number; // logits
  readonly peak: number; // flat index of the largest value; −1 if none is finite
  /** Completeness: |mean(M_c) + b_c − y_c| in logits. */
  readonly residual: number;
}

/**
 * The map of one class out of those of all, [mapHeight, mapWidth] in logits, and how far it is from adding up:
 * residual = |mean(M_c) + b_c − y_c|. Float32 sums in two orders: a residual above some 1e-4 of the logit is a fault.
 * @param network the one that predicted: its bias b_c closes the sum
 * @param classIndex 0 … classes − 1
 * @throws GraphError "no-class-maps" for a network without: see `Network.hasClassMaps`
 * @example
 * ```ts
 * import { evidenceFor } from "@camlucida/cam";
 *
 * const { prediction } = pass;
 * const evidence = evidenceFor(prediction, network, prediction.ranking[0] ?? 0);
 * [evidence.mapWidth, evidence.mapHeight]; // → [7, 7]
 * evidence.logit === prediction.logits[evidence.classIndex]; // → true
 * evidence.residual < 1e-4; // → true
 * ```
 */
export function evidenceFor(prediction: ClassMaps, { classes, bias }: { readonly classes: number; readonly bias: Float32Array }, classIndex: number): Evidence {
  const { mapWidth, mapHeight, classMaps, logits } = prediction;
  if (classMaps.length === 0) throw noClassMaps();
  const map = Float32Array.from({ length: mapWidth * mapHeight }, (_, at) => classMaps[at * classes + classIndex] as number);
  const { min, max, peak } = describeMap(map);
  const logit = logits[classIndex] as number;
  const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
  const residual = Math.abs(mean + (bias[classIndex] as number) - logit);
  return { classIndex, logit, map, mapWidth, mapHeight, min, max, peak, residual };
}

/**
 * M_c, or M_c − α·M_d: a prediction holds the maps of all classes, so it takes no pass.
 * @param layer the network's name of its last layer
 * @throws GraphError "no-class-maps" for a network without: see `Network.hasClassMaps`
 * @example
 * ```ts
 * import { classMapOf } from "@camlucida/cam";
 *
 * const { method, width, height } = classMapOf(pass.prediction, { classIndex: 1 });
 * [method, width, height]; // → ["cam", 7, 7]
 * ```
 */
export function classMapOf(prediction: ClassMaps, target: ClassTarget, layer = "layer4"): RawMap {
  const { logits, mapWidth: width, mapHeight: height } = prediction;
  return { method: "cam", layer, width, height, values: classMapValues(prediction, seedOf(target, logits.length)) };
}

/** Σ_c seed_c · M_c. [mapHeight, mapWidth] */
export function classMapValues({ classMaps, mapWidth, mapHeight }: ClassMaps, seed: Seed): Float32Array {
  if (classMaps.length === 0) throw noClassMaps();
  const involved = [...seed.keys()].filter((c) => seed[c] !== 0);
  return Float32Array.from({ length: mapWidth * mapHeight }, (_, at) =>
    involved.reduce((sum, c) => sum + (seed[c] as number) * (classMaps[at * seed.length + c] as number), 0));
}

/** Features of a layer; a Prediction has those of the last one. */
export type Features = Pick<Prediction, "features" | "mapWidth" | "mapHeight">;

/** A cell of a map. */
export interface Cell {
  readonly x: number; // column, 0 … mapWidth − 1
  readonly y: number; // row, 0 … mapHeight − 1
}

/** What makes a cell of a map. */
export interface CellContributions {
  /** M[y,x]: the sum over all channels, in the map's unit; of a class map, logits. */
  readonly total: number;
  /** M_c[y,x] / (h·w): what a class map's cell adds to the logit. With the bias, all cells' shares sum to the logit. */
  readonly logitShare: number;
  readonly strongest: readonly ChannelContribution[]; // every channel, largest |contribution| first
}

/** What one channel gives to a cell. */
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
 * import { contributionsAt } from "@camlucida/cam";
 *
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
 * import { featureMapOf } from "@camlucida/cam";
 *
 * const features = Float32Array.of(1, 2, 3, 4, 0, 0.5); // one column, two rows, three channels
 * featureMapOf({ features, mapWidth: 1, mapHeight: 2 }, 0); // → Float32Array.of(1, 4)
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
