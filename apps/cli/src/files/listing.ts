// The inputs of a run, read a little ahead of whoever takes them: the first pictures are explained while the last are still looked for, and
// however many there are, few are held at a time.
import { CamlucidaError } from "@camlucida/tensor";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Source } from "../run/in_order.ts";
import { countOf } from "./census.ts";
import { nameOf, type Input } from "./inputs.ts";
import type { Plan } from "./plan.ts";

export interface Listing extends Source<Input> {
  /** How many inputs there are, as far as is known. */
  readonly found: number;
  /** Whether these are all. */
  readonly knowsAll: boolean;
  /** How many of those found can be explained. */
  readonly usable: number;
  /** Looks for no more. */
  close(): void;
}

/** Where inputs come from, and which of them are this run's. */
export interface InputSources {
  readonly inputs: AsyncIterable<Input>;
  /** The same once more, to be counted where they are many; undefined where they can be read only once. */
  readonly again: (() => AsyncIterable<Input>) | undefined;
  /** All inputs are planned, since they all have results; those that belong elsewhere are not taken. */
  readonly belongs: (input: Input) => boolean;
}

const perTurn = 500; // inputs, before this thread sees to other things

/**
 * Returns when `ahead` inputs are known, or all. What the plan refuses of these ends the run; what it refuses of later ones,
 * when others have been explained, fails them alone.
 * @param ahead how many are held at most
 * @throws OutputError, see Plan.take
 */
export async function openListing({ inputs, again, belongs }: InputSources, plan: Plan, ahead: number): Promise<Listing> {
  const iterator = inputs[Symbol.asyncIterator]();
  let held: Input[] = [];
  let next = 0; // of those held
  let [seen, own, usable, ended, closed] = [0, 0, 0, false, false];
  let counted: number | undefined;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    waiting.forEach((resume) => resume());
    waiting = [];
  };
  const isFull = (): boolean => held.length - next >= ahead;
  const changed = (): Promise<void> => new Promise((resume) => { waiting.push(resume); });
  const readOne = async (): Promise<void> => {
    const found = await iterator.next();
    if (found.done === true) ended = true;
    else {
      const input = seen++ < ahead ? plan.take(found.value) : takeOrFail(found.value, plan);
      if (belongs(found.value)) {
        own++;
        usable += Number(input.kind !== "left-out" && input.kind !== "unusable");
        held.push(input);
      }
    }
    wake();
    if (seen % perTurn === 0) await nextTurn();
  };
  const readOn = async (): Promise<void> => {
    while (!ended) await (isFull() ? changed() : readOne());
  };
  while (!ended && !isFull() && (seen < ahead || own < 2)) await readOne(); // two: whether there are several is asked at once
  void readOn();
  if (!ended && again) void countOf(again(), belongs, () => closed).then((count) => { counted = count; });
  return {
    get found() { return ended && !closed ? own : Math.max(own, counted ?? 0); },
    get knowsAll() { return (ended && !closed) || counted !== undefined; },
    get usable() { return usable; },
    take: () => {
      const input = held[next];
      if (input === undefined) return undefined;
      next++;
      if (next >= ahead) [held, next] = [held.slice(next), 0];
      wake();
      return input;
    },
    more: async () => {
      while (next === held.length && !ended) await changed();
      return next < held.length;
    },
    close: () => {
      [ended, closed] = [true, true];
      wake();
    },
  };
}

/** What the plan refuses becomes an input that fails. */
export function takeOrFail(input: Input, plan: Plan): Input {
  try {
    return plan.take(input);
  } catch (error) {
    if (!(error instanceof CamlucidaError)) throw error;
    return { kind: "unusable", path: nameOf(input), error };
  }
}
