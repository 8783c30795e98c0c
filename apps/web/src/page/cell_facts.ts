// What is known of one cell of the map that is shown: its value, what that is made of, and of a class map its share of the logit.
import { contributionsAt, type ChannelContribution, type RawMap, type Cell, type ClassTarget } from "@camlucida/cam";
import { madeOf } from "./method.ts";

export interface CellFacts {
  readonly value: number; // of the map, in its unit
  /** Of a contrast: the same cell in the maps of both classes alone, value = first − alpha · second where the method is linear. */
  readonly parts: CellParts | undefined;
  /** Value / number of cells: what a class map's cell adds to the logit, or to the difference of logits. Other maps add up to nothing. */
  readonly share: number | undefined;
  readonly cells: number; // of the map
}

export interface CellParts {
  readonly first: number;
  readonly second: number;
  readonly alpha: number;
}

/** @param alone the maps of both classes of a contrast, by the same method at the same layer, where they are there */
export function factsOf(map: RawMap, { x, y }: Cell, { against }: ClassTarget, alone: readonly (RawMap | undefined)[]): CellFacts {
  const at = y * map.width + x;
  const [first, second] = alone;
  const value = map.values[at] as number;
  return {
    value,
    parts: against && first && second ? { first: first.values[at] as number, second: second.values[at] as number, alpha: against.alpha } : undefined,
    share: map.method === "cam" ? value / map.values.length : undefined,
    cells: map.values.length,
  };
}

/**
 * The channels that make the cell, strongest first: of a class map in parts of its share, of others in parts of its value.
 * @returns undefined where no sum over channels is known
 */
export function channelsOf(map: RawMap, { x, y }: Cell): readonly ChannelContribution[] | undefined {
  if (!map.sum || madeOf(map.method) !== "channels") return undefined;
  const { features, weights } = map.sum;
  const { strongest } = contributionsAt({ features, mapWidth: map.width, mapHeight: map.height }, weights, { x, y });
  const parts = map.method === "cam" ? map.values.length : 1;
  return strongest.map(({ channel, contribution }) => ({ channel, contribution: contribution / parts }));
}

/** w_A, or w_A − α·w_B: by what a class map weighs the features. [channels] */
export function weightsOf(rows: readonly Float32Array[], { against }: ClassTarget): Float32Array | undefined {
  const [first, second] = rows;
  if (!first || !against) return first;
  return second && first.map((weight, channel) => weight - against.alpha * (second[channel] as number));
}
