// Maps of a made-up class: evidence for an object that lies anywhere, or near the middle, and in some of them for a mark in a corner.
// Every map is noisy, as maps of networks are.
import { Random } from "ml-random";
import { sharesOf, type Shares } from "../evidence/shares.ts";

/** What is drawn. */
export interface MadeUpClass {
  readonly cells: number; // of a side
  readonly count: number; // maps
  readonly around: "anywhere" | "middle";
  readonly mark?: { readonly of: number; readonly share: readonly [least: number, most: number] }; // maps that have it, the first ones; its part of their evidence
  readonly seed: number;
}

const noise = 0.08; // standard deviation, of the map's largest value

/** @returns the maps; the first `mark.of` of them have the mark */
export function madeUp({ cells, count, around, mark, seed }: MadeUpClass): Shares[] {
  const random = new Random(seed);
  const uniform = (from: number, to: number): number => from + (to - from) * random.random();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.random())) * Math.cos(2 * Math.PI * random.random());
  return Array.from({ length: count }, (_, at) => {
    const place = (): number => (around === "anywhere" ? uniform(0.15, 0.85) : 0.5 + 0.1 * normal());
    const wide = uniform(0.08, 0.2);
    const object = blob(cells, place(), place(), wide, wide * uniform(0.8, 1.2));
    const part = mark !== undefined && at < mark.of ? uniform(...mark.share) : 0;
    const whole = mixed(object, blob(cells, 0.14, 0.88, 0.08, 0.06), part);
    const largest = Math.max(...whole);
    return sharesOf({ width: cells, height: cells, values: whole.map((value) => value / largest + noise * normal()) }) as Shares;
  });
}

const mixed = (one: readonly number[], other: readonly number[], part: number): number[] => one.map((value, at) => (1 - part) * value + part * (other[at] as number));

/** A Gaussian whose values add up to 1. */
function blob(cells: number, x: number, y: number, wide: number, high: number): number[] {
  const values = Array.from({ length: cells * cells }, (_, at) => {
    const [dx, dy] = [((at % cells) + 0.5) / cells - x, (Math.floor(at / cells) + 0.5) / cells - y];
    return Math.exp(-((dx / wide) ** 2 + (dy / high) ** 2) / 2);
  });
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
