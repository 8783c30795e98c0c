// Chance that can be repeated: what a seed and an index draw is always the same.
import { hash } from "@camlucida/tensor/testing";

/** A sequence of draws. */
export interface Chance {
  /** 0 ≤ n < `end`; 0 where there is nothing to choose from. */
  below(end: number): number;
  /** Whether what happens with this probability does. */
  happens(probability: number): boolean;
  /** One of several. */
  among<Item>(items: readonly [Item, ...Item[]]): Item;
}

export function chanceOf(seed: number, index: number): Chance {
  const own = hash(seed, index);
  let drawn = 0;
  const below = (end: number): number => (end > 0 ? Math.floor((hash(own, drawn++) / 2 ** 32) * end) : 0);
  return {
    below,
    happens: (probability) => hash(own, drawn++) / 2 ** 32 < probability,
    among: (items) => items[below(items.length)] ?? items[0],
  };
}
