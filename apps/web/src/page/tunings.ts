// What was measured on this device's GPU, kept in this browser.
import { algorithmNames, type Tuning } from "@camlucida/tensor";
import type { Tunings } from "../engine/protocol.ts";

/** Another name for other kernels: theirs have other times. */
const key = "camlucida-tunings-1";

export type Store = Pick<Storage, "getItem" | "setItem">;

/** Nothing where nothing was kept, or it is damaged: then all is as usual. */
export function readTunings(store: Store): Tunings {
  try {
    const stored = JSON.parse(store.getItem(key) ?? "{}") as Record<string, Record<string, string>>;
    const known = (layers: Record<string, string>): Tuning => Object.fromEntries(Object.entries(layers).filter(([, name]) => algorithmNames.includes(name as never))) as Tuning;
    return Object.fromEntries(Object.entries(stored).map(([device, layers]) => [device, known(layers)]));
  } catch {
    return {};
  }
}

/** Adds to what was measured before, for other networks. */
export function keepTuning(store: Store, device: string, tuning: Tuning): void {
  const before = readTunings(store);
  try {
    store.setItem(key, JSON.stringify({ ...before, [device]: { ...before[device], ...tuning } }));
  } catch {
    // Where a browser keeps nothing, the tuning lasts as long as the page.
  }
}

/** The browser's, or none where it refuses: that is no reason not to see a picture. */
export function tuningStore(): Store {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}
