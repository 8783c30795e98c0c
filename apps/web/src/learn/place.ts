// Where in a chapter its reader is, so that who comes back goes on there: by section, since a chapter is as long as its window is
// narrow, and another length in another language. Kept for as long as the browser's tab.

export interface ReadingPlace {
  readonly section: number; // heading, counted from 0
  readonly share: number; // 0 … 1 of the way to the next
}

/** @param tops of the headings and the end, below the top of the window, in pixels */
export function placeAt(tops: readonly number[]): ReadingPlace {
  const next = tops.findIndex((top) => top > 0);
  const section = (next < 0 ? tops.length : next) - 1;
  const [from = 0, to = 0] = [tops[section], tops[section + 1]];
  return section < 0 || to <= from ? { section: 0, share: 0 } : { section, share: -from / (to - from) };
}

/** How far below the window's top the place is now. pixels */
export function topOf({ section, share }: ReadingPlace, tops: readonly number[]): number {
  const from = tops[section] ?? 0;
  return from + share * ((tops[section + 1] ?? from) - from);
}

export type PlaceStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (slug: string): string => `camlucida-reading-${slug}`;

export function readPlace(store: PlaceStore, slug: string): ReadingPlace | undefined {
  const [section, share] = (store.getItem(keyOf(slug)) ?? "").split(" ").map(Number);
  return section !== undefined && share !== undefined && Number.isInteger(section) && share >= 0 && share <= 1 ? { section, share } : undefined;
}

export function keepPlace(store: PlaceStore, slug: string, { section, share }: ReadingPlace): void {
  store.setItem(keyOf(slug), `${section} ${share.toFixed(4)}`);
}

export function forgetPlace(store: PlaceStore, slug: string): void {
  store.removeItem(keyOf(slug));
}

/** The tab's own, or one for as long as the page where the browser refuses. */
export function placeStore(): PlaceStore {
  try {
    return sessionStorage;
  } catch {
    const kept = new Map<string, string>();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
  }
}
