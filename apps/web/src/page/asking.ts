// Maps that the engine has to compute: one question at a time, and always the latest.
import type { RawMap } from "@camlucida/cam";
import { signal, type ReadonlySignal } from "@preact/signals";
import type { AskedFor } from "../engine/protocol.ts";
import type { PageSight } from "./sight.ts";

export interface Wanted extends AskedFor {
  readonly sight: PageSight; // of the photograph that is asked about
}

export interface Asking {
  /** The map, if it is the one that has been computed last. Reads a signal. */
  mapFor(wanted: Wanted): RawMap | undefined;
  /** Asks for it, unless it is there; what is wanted meanwhile is asked for next, but only the last. */
  want(wanted: Wanted): void;
  readonly waiting: ReadonlySignal<boolean>;
}

export function createAsking(answer: (question: AskedFor) => Promise<RawMap>, report: (error: unknown) => void): Asking {
  const found = signal<{ readonly wanted: Wanted; readonly map: RawMap } | undefined>(undefined);
  const waiting = signal(false);
  let next: Wanted | undefined;

  const go = async (): Promise<void> => {
    waiting.value = true;
    while (next) {
      const wanted = next;
      next = undefined;
      const { method, layer, target } = wanted;
      await answer({ method, layer, target }).then((map) => { found.value = { wanted, map }; }, report);
    }
    waiting.value = false;
  };
  return {
    waiting,
    mapFor: (wanted) => (found.value && same(found.value.wanted, wanted) ? found.value.map : undefined),
    want: (wanted) => {
      const known = found.peek();
      next = known && same(known.wanted, wanted) ? undefined : wanted;
      if (next && !waiting.peek()) void go();
    },
  };
}

const same = (a: Wanted, b: Wanted): boolean =>
  a.sight === b.sight && a.method === b.method && a.layer === b.layer && a.target.classIndex === b.target.classIndex &&
  a.target.against?.classIndex === b.target.against?.classIndex && a.target.against?.alpha === b.target.against?.alpha;
