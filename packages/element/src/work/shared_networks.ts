// The networks that a page's elements have open: one for each model and device, however many ask; the last to leave closes it.
import type { ImageSource, ModelSource, OpenedNetwork, OpenOptions } from "camlucida";
import { inTurn } from "./in_turn.ts";
import { sameThings } from "./kept.ts";

/** Opens a network, as `open` of camlucida does. */
export type OpenNetwork = (model: ModelSource, options: OpenOptions) => Promise<OpenedNetwork<ImageSource>>;

/** What a network is opened from: elements of the same share it. */
export interface NetworkWish extends Pick<OpenOptions, "labels" | "sha256" | "output"> {
  readonly model: ModelSource;
  readonly device: NonNullable<OpenOptions["device"]>;
  readonly models?: string;
  /** As written: "320", "480x320". */
  readonly input?: string;
  /** By its name: "clip". */
  readonly preprocess?: string;
}

type Tell = NonNullable<OpenOptions["onProgress"]>;
type Told = Parameters<Tell>[0];

interface Shared {
  readonly things: readonly unknown[];
  readonly network: Promise<OpenedNetwork<ImageSource>>;
  readonly stop: AbortController;
  readonly listeners: Set<Tell>;
  told: Told | undefined;
  users: number;
}

/** An element's share of an open network. */
export interface NetworkShare {
  readonly network: OpenedNetwork<ImageSource>;
  /** The last share that is released closes the network. */
  release(): void;
  /** Its device was lost: whoever asks from now on gets another. */
  giveUp(): void;
}

const shared = new Set<Shared>();

/** What its sharing depends on. */
export const thingsOf = ({ model, device, models, sha256, labels, input, preprocess, output }: NetworkWish): readonly unknown[] => [model, device, models, sha256, labels, input, preprocess, output];

/** @throws what `open` throws; the signal's reason, while others wait on */
export async function shareNetwork(open: OpenNetwork, wish: NetworkWish, signal: AbortSignal, tell: Tell): Promise<NetworkShare> {
  const things = thingsOf(wish);
  const one = [...shared].find((other) => sameThings(other.things, things)) ?? begin(open, wish, things);
  one.users++;
  let released = false;
  const release = (): void => {
    if (!released && --one.users === 0) close(one);
    released = true;
  };
  one.listeners.add(tell);
  if (one.told) tell(one.told);
  try {
    return { network: await orGivenUp(one.network, signal), release, giveUp: () => void shared.delete(one) };
  } catch (error) {
    release();
    throw error;
  } finally {
    one.listeners.delete(tell);
  }
}

function begin(open: OpenNetwork, { model, ...options }: NetworkWish, things: readonly unknown[]): Shared {
  const stop = new AbortController();
  const listeners = new Set<Tell>();
  const onProgress = (told: Told): void => {
    one.told = told;
    for (const listener of listeners) listener(told);
  };
  const one: Shared = { things, network: open(model, { ...options, onProgress, signal: stop.signal }), stop, listeners, told: undefined, users: 0 };
  shared.add(one);
  const forgetProgress = (): void => void (one.told = undefined);
  one.network.then(forgetProgress, () => shared.delete(one)); // the next who asks tries again
  return one;
}

function close(one: Shared): void {
  shared.delete(one);
  one.stop.abort();
  one.network.then((network) => inTurn(() => network.dispose())).catch(() => undefined);
}

function orGivenUp<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((fulfil, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    promise.then(fulfil, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
