// The network: opened, measured, given up, and what it says unasked. What was measured on this device's GPU is kept in
// this browser.
import type { Tuning } from "@camlucida/tensor";
import { batch } from "@preact/signals";
import { EngineError } from "../engine/calls.ts";
import type { Client } from "../engine/client.ts";
import type { EngineEvent, KeptTunings, ModelOrigin } from "../engine/protocol.ts";
import type { Show } from "./photographs.ts";
import type { State } from "./state.ts";

export interface NetworkActions {
  openModel(source: ModelOrigin): Promise<void>;
  /** The one that is open once more, on the device that is chosen now. */
  reopen(): Promise<void>;
  /** Measures this GPU once; from then on everything runs by what was fastest. */
  tune(): Promise<void>;
  /** Names for the classes of the visitor's own checkpoint, which is open. */
  useLabels(labels: File): void;
  /** Gives up what is under way. The network that was open before comes back, from this browser's cache. */
  cancel(): void;
}

/** @param predictAhead see `Photographs` */
export function createNetworkActions(state: State, client: Client, predictAhead: () => Promise<Show | undefined>): NetworkActions {
  const { settings, model, origin, ownModels, device, progress, photo, labels, said, text, report } = state;
  let attempts = 0;

  /** What goes wrong is reported; then the network that was open before still is. */
  const attempt = async (work: () => Promise<void>, from?: ModelOrigin): Promise<void> => {
    const own = ++attempts;
    state.trouble.value = undefined;
    await work().catch((error: unknown) => report(error, from && fileIn(from, error)));
    if (own === attempts) progress.value = undefined; // else another has begun since
  };
  const openModel = (from: ModelOrigin): Promise<void> => attempt(async () => {
    progress.value = { phase: "looking" };
    const found = await client.engine.open(from, settings.value.device, readTunings(tuningStore()));
    const looked = await settled(predictAhead()); // what is on the screen stays until there is something else to see
    const sameClasses = found.labels.length === labels.value.length;
    batch(() => {
      [model.value, device.value, origin.value] = [found, found.device, from];
      if (from.kind === "file") ownModels.value = [...ownModels.value.filter(({ file }) => !isSameFile(file, from.file)), from];
      if (!sameClasses) settings.value = { ...settings.value, class: undefined, pinned: [] };
      if ("value" in looked && looked.value) looked.value();
      else if (photo.value) photo.value = { ...photo.value, prediction: undefined, by: undefined, erased: undefined, before: undefined }; // another network's
    });
    if ("error" in looked) throw looked.error;
  }, from);
  const reopen = async (): Promise<void> => {
    if (origin.value) await openModel(origin.value);
  };
  return {
    openModel,
    reopen,
    tune: () => attempt(async () => {
      const { device: name, tuning } = await client.engine.tune();
      keepTuning(tuningStore(), name, tuning);
      said.value = text.value.model.tuned(Object.keys(tuning).length);
    }),
    useLabels: (given) => {
      if (origin.value?.kind === "file") void openModel({ ...origin.value, labels: given });
      else report(new EngineError("labels-alone", `${given.name}: labels name the classes of a checkpoint of your own. Open that first, or both together.`), given.name);
    },
    cancel: () => {
      client.restart(); // a worker in the middle of its work hears nothing
      forgetModel(state);
      void reopen();
    },
  };
}

const isSameFile = (a: File, b: File): boolean => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

const settled = <T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> =>
  work.then((value) => ({ value }), (error: unknown) => ({ error }));

/** The visitor's file that an error is about. */
function fileIn(source: ModelOrigin, error: unknown): string | undefined {
  if (source.kind === "offered") return undefined;
  const { code = "" } = error as { readonly code?: string };
  return (code.startsWith("labels-") ? source.labels : source.file)?.name;
}

/** Its worker is gone, and with it what it saw. The photograph stays. */
export function forgetModel({ model, device, progress, photo }: State): void {
  batch(() => {
    [model.value, device.value, progress.value] = [undefined, undefined, undefined];
    if (photo.value?.by === undefined && photo.value) photo.value = { ...photo.value, prediction: undefined, erased: undefined, before: undefined };
  });
}

/** What the engine says unasked. */
export function hear({ progress, device, said, text }: State, event: EngineEvent): void {
  if (event.event === "progress") {
    const late = event.progress.phase === "passes" && progress.value !== undefined && progress.value.phase !== "passes"; // of a method that is given up
    if (!late) progress.value = event.progress;
  } else if (event.event === "recovering") said.value = text.value.model.recovering;
  else batch(() => {
    device.value = event.device;
    said.value = text.value.model.recovered(text.value.model.deviceName(event.device.name));
  });
}

/** Another name for other kernels: theirs have other times. */
const tuningsKey = "camlucida-tunings-1";

export type Store = Pick<Storage, "getItem" | "setItem">;

/** Nothing where nothing was kept, or it is damaged: then all is as usual. */
export function readTunings(store: Store): KeptTunings {
  try {
    const stored = JSON.parse(store.getItem(tuningsKey) ?? "{}") as Record<string, unknown>;
    const isTuning = (layers: unknown): boolean => typeof layers === "object" && layers !== null && Object.values(layers).every((name) => typeof name === "string");
    return Object.values(stored).every(isTuning) ? (stored as KeptTunings) : {};
  } catch {
    return {};
  }
}

/** Adds to what was measured before, for other networks. */
export function keepTuning(store: Store, device: string, tuning: Tuning): void {
  const before = readTunings(store);
  try {
    store.setItem(tuningsKey, JSON.stringify({ ...before, [device]: { ...before[device], ...tuning } }));
  } catch {
    // Where a browser keeps nothing, the tuning lasts as long as the page.
  }
}

/** The browser's, or none where it refuses: that is no reason not to see a picture. */
function tuningStore(): Store {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}
