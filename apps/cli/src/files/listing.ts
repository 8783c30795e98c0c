// The inputs of a run, read ahead of whoever takes them: the first pictures are explained while the last are still looked for.
import { CamlucidaError } from "@camlucida/tensor";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Source } from "../run/in_order.ts";
import { nameOf, type Input } from "./inputs.ts";
import type { Plan } from "./plan.ts";

export interface Listing extends Source<Input> {
  /** How many inputs there are, as far as is known. */
  readonly found: number;
  /** How many of these can be explained. */
  readonly usable: number;
  /** Looks for no more. */
  close(): void;
}

const perTurn = 1000; // inputs, before this thread sees to other things

/**
 * Returns when `enough` inputs are known, or all. What the plan refuses of these ends the run; what it refuses of later ones,
 * when others have been explained, fails them alone.
 * @throws OutputError, see Plan.take
 */
export async function openListing(inputs: AsyncIterable<Input>, plan: Plan, enough: number): Promise<Listing> {
  const iterator = inputs[Symbol.asyncIterator]();
  const found: (Input | undefined)[] = []; // undefined: taken
  let [taken, usable, ended] = [0, 0, false];
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    waiting.forEach((resume) => resume());
    waiting = [];
  };
  const readOn = async (upTo: number): Promise<void> => {
    while (found.length < upTo && !ended) {
      const next = await iterator.next();
      if (next.done === true) ended = true;
      else {
        const input = found.length < enough ? plan.take(next.value) : takeOrFail(next.value, plan);
        usable += Number(input.kind === "file" || input.kind === "stdin");
        found.push(input);
      }
      wake();
      if (found.length % perTurn === 0) await nextTurn();
    }
  };
  await readOn(enough);
  void readOn(Infinity);
  return {
    get found() { return found.length; },
    get usable() { return usable; },
    take: () => {
      const input = found[taken];
      if (input !== undefined) found[taken++] = undefined;
      return input;
    },
    more: async () => {
      while (taken === found.length && !ended) await new Promise<void>((resume) => { waiting.push(resume); });
      return taken < found.length;
    },
    close: () => {
      ended = true;
      wake();
    },
  };
}

function takeOrFail(input: Input, plan: Plan): Input {
  try {
    return plan.take(input);
  } catch (error) {
    if (!(error instanceof CamlucidaError)) throw error;
    return { kind: "unusable", path: nameOf(input), error };
  }
}
