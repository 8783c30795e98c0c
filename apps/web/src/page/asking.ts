// Maps that the engine has to compute: one question at a time, always the latest. Whoever moves on waits for no map that nobody wants.
import type { RawMap } from "@camlucida/cam";
import { signal, type ReadonlySignal } from "@preact/signals";
import type { AskedFor } from "../engine/protocol.ts";
import type { PageSight } from "./sight.ts";

export interface Wanted extends AskedFor {
  readonly sight: PageSight; // of the photograph that is asked about
}

export interface Asking {
  /** The map, if it is one of those computed last. Reads a signal. */
  mapFor(wanted: Wanted): RawMap | undefined;
  /** Asks for it, unless it is there; what is under way for anything else is given up. undefined: nothing is wanted. */
  want(wanted: Wanted | undefined): void;
  readonly waiting: ReadonlySignal<boolean>; // for what is wanted now
}

/** What answers: the engine. */
export interface Answerer {
  ask(question: AskedFor): Promise<RawMap>;
  stop(): Promise<void>;
}

interface Found {
  readonly wanted: Wanted;
  readonly map: RawMap;
}

const KEPT = 24; // maps of one photograph

export function createAsking({ ask, stop }: Answerer, report: (error: unknown) => void): Asking {
  const found = signal<readonly Found[]>([]); // of one photograph, the latest first
  const waiting = signal(false);
  let current: { readonly wanted: Wanted; stopped: boolean } | undefined;
  let next: Wanted | undefined;

  const known = (wanted: Wanted): Found | undefined => found.peek().find((some) => same(some.wanted, wanted));
  const go = async (): Promise<void> => {
    while (next) {
      const wanted = next;
      [current, next] = [{ wanted, stopped: false }, undefined];
      const { method, layer, target } = wanted;
      await ask({ method, layer, target }).then((map) => {
        found.value = [{ wanted, map }, ...found.value.filter((some) => some.wanted.sight === wanted.sight)].slice(0, KEPT);
      }, (error: unknown) => {
        if ((error as { readonly code?: unknown }).code !== "stopped") report(error);
      });
    }
    current = undefined;
    waiting.value = false;
  };
  const giveUp = (): void => {
    if (!current || current.stopped) return;
    current.stopped = true;
    void stop().catch(() => undefined); // an engine that is gone answers nothing
  };
  return {
    waiting,
    mapFor: (wanted) => found.value.find((some) => same(some.wanted, wanted))?.map,
    want: (wanted) => {
      next = undefined;
      const underWay = wanted && current && !current.stopped && same(current.wanted, wanted);
      if (!underWay) giveUp();
      if (wanted && !underWay && !known(wanted)) next = wanted;
      waiting.value = next !== undefined || underWay === true;
      if (next && !current) void go();
    },
  };
}

const same = (a: Wanted, b: Wanted): boolean =>
  a.sight === b.sight && a.method === b.method && a.layer === b.layer && a.target.classIndex === b.target.classIndex &&
  a.target.against?.classIndex === b.target.against?.classIndex && a.target.against?.alpha === b.target.against?.alpha;
