// Maps that the engine has to compute: one question at a time, always of the latest. Whoever moves on waits for no map that nobody wants.
import type { RawMap } from "@camlucida/cam";
import { signal, type ReadonlySignal } from "@preact/signals";
import type { NamedMapRequest } from "../engine/protocol.ts";
import type { PagePrediction } from "./gallery.ts";

export interface PhotoMapRequest extends NamedMapRequest {
  readonly prediction: PagePrediction; // of the photograph that is asked about
}

interface MapRequests {
  /** The map, if it is one of those computed last. Reads a signal. */
  mapFor(wanted: PhotoMapRequest): RawMap | undefined;
  /** Asks for those that are not there, in this order; what is under way for anything else is given up. */
  want(wanted: readonly PhotoMapRequest[]): void;
  readonly waiting: ReadonlySignal<boolean>; // for the first of what is wanted now
}

/** What answers: the engine. */
export interface MapEngine {
  ask(question: NamedMapRequest): Promise<RawMap>;
  stop(): Promise<void>;
}

interface Found {
  readonly wanted: PhotoMapRequest;
  readonly map: RawMap;
}

const KEPT = 48 * 2 ** 20; // bytes of maps of one photograph, with what they are the sums of

export function createMapRequests({ ask, stop }: MapEngine, report: (error: unknown) => void): MapRequests {
  const found = signal<readonly Found[]>([]); // of one photograph, the latest first
  const waiting = signal(false);
  let current: { readonly wanted: PhotoMapRequest; stopped: boolean } | undefined;
  let [first, queue]: [PhotoMapRequest | undefined, PhotoMapRequest[]] = [undefined, []];

  const known = (wanted: PhotoMapRequest): Found | undefined => found.peek().find((some) => same(some.wanted, wanted));
  const isUnderWay = (wanted: PhotoMapRequest): boolean => current !== undefined && !current.stopped && same(current.wanted, wanted);
  const tell = (): void => { waiting.value = first !== undefined && (queue.includes(first) || isUnderWay(first)); };
  const go = async (): Promise<void> => {
    for (let wanted = queue.shift(); wanted; wanted = queue.shift()) {
      const { method, layer, target, prediction } = wanted;
      const own = { wanted, stopped: false };
      current = own;
      await ask({ method, layer, target }).then((map) => {
        found.value = latestOf([{ wanted: own.wanted, map }, ...found.value.filter((some) => some.wanted.prediction === prediction)]);
      }, (error: unknown) => {
        if ((error as { readonly code?: unknown }).code !== "stopped") report(error);
      });
      current = undefined;
      tell();
    }
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
      if (!wanted.some(isUnderWay)) giveUp();
      [first, queue] = [wanted[0], wanted.filter((some, at) => !isUnderWay(some) && !known(some) && wanted.findIndex((other) => same(some, other)) === at)];
      tell();
      if (!current) void go();
    },
  };
}

/** As many as are kept: the latest go first. */
function latestOf(found: readonly Found[]): readonly Found[] {
  let bytes = 0;
  return found.filter(({ map: { values, sum } }, at) => {
    bytes += values.byteLength + (sum ? sum.features.byteLength + sum.weights.byteLength : 0);
    return at === 0 || bytes <= KEPT;
  });
}

const same = (a: PhotoMapRequest, b: PhotoMapRequest): boolean =>
  a.prediction === b.prediction && a.method === b.method && a.layer === b.layer && a.target.classIndex === b.target.classIndex &&
  a.target.against?.classIndex === b.target.against?.classIndex && a.target.against?.alpha === b.target.against?.alpha;
