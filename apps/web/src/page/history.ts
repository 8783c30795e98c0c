// The browser's history as the visitor's steps: back and forward go through them, and an address that is pasted is followed.
//
// A photograph of the visitor's own is in no address. It is remembered for as long as the page is open, by a key that the history
// keeps beside the address: back shows it again, and after a reload the page says that it is gone.
import { batch, effect, type ReadonlySignal } from "@preact/signals";
import { type Address, hashFor, isStep, withPreferences } from "./address.ts";

/** A photograph of the visitor's own. */
export interface OwnPhoto {
  readonly file: Blob;
  readonly name: string; // "IMG_1.jpg"
}

/** What stands in for one in the history. */
interface OwnPhotoKey {
  readonly id: string;
  readonly name: string;
}

interface VisitHistory {
  /** What a link to this place says. */
  link(): string;
  /** From now on changes are the visitor's; until then they take each other's place. */
  begin(): void;
}

/** What the history keeps beside an address. */
interface Beside {
  readonly own: OwnPhotoKey | undefined;
}

/** What is to be there. @param own undefined: whatever the address says, or what is there already */
export type Follow = (address: Address, own: OwnPhoto | undefined) => void;

/** Of the browser's window. */
export interface PageWindow {
  readonly history: Pick<History, "pushState" | "replaceState" | "state">;
  readonly location: Pick<Location, "hash" | "href">;
  addEventListener(type: "popstate" | "hashchange", listener: () => void): void;
  setTimeout(work: () => void, milliseconds: number): number;
  clearTimeout(timer: number | undefined): void;
}

interface Place {
  readonly address: Address;
  readonly own: OwnPhotoKey | undefined;
}

const CALM = 400; // ms: Safari refuses an address that is written more than a hundred times in half a minute

/** @param own the visitor's photograph that is shown, if it is one; @param gone is told the name of one that is no more */
export function keepHistory(address: ReadonlySignal<Address>, own: ReadonlySignal<OwnPhoto | undefined>, follow: Follow, gone: (name: string) => void, page: PageWindow = window): VisitHistory {
  const photos = createOwnPhotos(String(performance.timeOrigin));
  const besides = (): Beside | null => page.history.state as Beside | null;
  let [begun, following] = [false, false];
  let timer: number | undefined;
  let last: Place = { address: address.peek(), own: undefined };

  const write = (how: "pushState" | "replaceState"): void => page.history[how]({ own: last.own } satisfies Beside, "", `#${hashFor(last.address)}`);
  const settle = (): void => {
    if (timer !== undefined) write("replaceState");
    calm();
  };
  const calm = (): void => {
    page.clearTimeout(timer);
    timer = undefined;
  };
  const lost = besides()?.own; // of the visit before
  if (lost) gone(lost.name);
  effect(() => {
    const now: Place = { address: address.value, own: own.value && photos.keep(own.value) };
    const step = begun && !following && (isStep(last.address, now.address) || last.own?.id !== now.own?.id);
    if (step) settle(); // the place that is left, as it was at last
    last = now;
    if (step) write("pushState");
    else timer ??= page.setTimeout(settle, CALM);
  });
  const arrive = (): void => {
    calm(); // what was to be written belongs to the place that was left
    const kept = besides()?.own;
    const photo = kept && photos.find(kept);
    const to = withPreferences(page.location.hash, last.address.settings);
    const named = to.settings.sample !== undefined || photo !== undefined;
    const settings = named ? to.settings : { ...to.settings, sample: last.address.settings.sample }; // no picture: that which is there
    following = true;
    batch(() => follow({ ...to, settings }, photo));
    following = false;
    if (kept && !photo) gone(kept.name);
  };
  page.addEventListener("popstate", arrive);
  page.addEventListener("hashchange", arrive); // comes after a popstate, and then changes nothing
  return {
    link: () => `${page.location.href.replace(/#.*/, "")}#${hashFor(address.peek())}`,
    begin: () => { begun = true; },
  };
}

/** Those of this visit. */
interface OwnPhotos {
  /** The same key for the same file. The oldest of many are forgotten. */
  keep(photo: OwnPhoto): OwnPhotoKey;
  find(key: OwnPhotoKey): OwnPhoto | undefined;
}

const KEPT = 12;

/** @param visit another for every visit: a key outlives its photograph */
function createOwnPhotos(visit: string): OwnPhotos {
  const photos = new Map<string, OwnPhoto>();
  let count = 0;
  return {
    keep: (photo) => {
      const known = [...photos].find(([, { file }]) => file === photo.file)?.[0];
      const id = known ?? `${visit} ${count++}`;
      photos.set(id, photo);
      if (photos.size > KEPT) photos.delete([...photos.keys()][0] as string);
      return { id, name: photo.name };
    },
    find: ({ id }) => photos.get(id),
  };
}
