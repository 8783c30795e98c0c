// What came of a whole corpus: counts by code, and the files that somebody must look at.
import type { PixelDifference } from "./compare.ts";
import type { TaskResult } from "./pool.ts";

/** A file or a mutant, by name. */
export interface NamedResult {
  readonly name: string;
  readonly result: TaskResult;
  readonly difference?: PixelDifference | undefined;
}

interface Refusals {
  count: number;
  readonly example: string;
}

/** Of all files. */
export interface CorpusTally {
  files: number;
  read: number;
  readonly refused: Map<string, Refusals>;
  /** What must never happen: each with its stack or its last words. */
  readonly faults: { readonly name: string; readonly what: string; readonly detail: string }[];
  readonly slowest: { readonly name: string; readonly ms: number }[];
  readonly largest: { readonly name: string; readonly grown: number }[];
  highest: number; // bytes that a process had in all
  readonly compared: Map<string, number>; // by what came of it
  readonly different: { readonly name: string; readonly difference: PixelDifference }[];
}

export const emptyTally = (): CorpusTally => ({ files: 0, read: 0, refused: new Map(), faults: [], slowest: [], largest: [], highest: 0, compared: new Map(), different: [] });

const most = 10; // of the slowest and the largest

export function count(tally: CorpusTally, { name, result, difference }: NamedResult): void {
  tally.files++;
  if ("ended" in result) return void tally.faults.push({ name, what: result.ended, detail: result.why });
  const { reading, ms, grown, peak } = result;
  if (reading.outcome === "read") tally.read++;
  else if (reading.outcome === "untyped") tally.faults.push({ name, what: "untyped", detail: `${reading.message}\n${reading.stack}` });
  else {
    const refusals = tally.refused.get(reading.code) ?? { count: 0, example: `${name}: ${reading.message}` };
    refusals.count++;
    tally.refused.set(reading.code, refusals);
  }
  keepMost(tally.slowest, { name, ms }, (each) => each.ms);
  keepMost(tally.largest, { name, grown }, (each) => each.grown);
  tally.highest = Math.max(tally.highest, peak);
  if (difference === undefined) return;
  tally.compared.set(difference.verdict, (tally.compared.get(difference.verdict) ?? 0) + 1);
  if (difference.isFault) tally.different.push({ name, difference });
}

function keepMost<Item>(list: Item[], item: Item, by: (item: Item) => number): void {
  list.push(item);
  list.sort((a, b) => by(b) - by(a));
  list.length = Math.min(list.length, most);
}

/** Whether anything happened that must not. */
export const isSound = ({ faults, different }: CorpusTally): boolean => faults.length === 0 && different.length === 0;
