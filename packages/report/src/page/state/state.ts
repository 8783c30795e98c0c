// What the page knows and what changes it. Components read signals; every change goes into the address, and back and forward bring it back.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type ReportAddress, addressFrom, hashOf, isStep } from "./address.ts";
import { chosenMaps, everything, type GalleryChoice } from "./choice.ts";
import type { Report } from "./report.ts";

export interface PageState {
  readonly report: Report;
  /** The address, and what of it a part of the page shows: that part alone is drawn again when it changes. */
  readonly address: ReadonlySignal<ReportAddress>;
  readonly choice: ReadonlySignal<GalleryChoice>;
  readonly group: ReadonlySignal<number>;
  readonly cell: ReadonlySignal<ReportAddress["cell"]>;
  readonly map: ReadonlySignal<number | undefined>;
  readonly class: ReadonlySignal<number | undefined>;
  readonly theme: ReadonlySignal<ReportAddress["theme"]>;
  readonly chosen: ReadonlySignal<readonly number[]>; // rows of `maps`, as the gallery shows them
  readonly visits: ReadonlySignal<number>; // how often a section was gone to
  readonly go: (change: Partial<ReportAddress>) => void;
  readonly choose: (change: Partial<GalleryChoice>) => void;
  /** Everything of what is given, in the gallery. */
  readonly showInGallery: (choice: Partial<GalleryChoice>) => void;
}

/** Where the page keeps its address: the window's own. */
interface AddressBar {
  readonly hash: () => string;
  readonly change: (hash: string, step: boolean) => void;
  readonly onReturn: (back: () => void) => void;
}

export function createState(report: Report, bar: AddressBar): PageState {
  const [address, visits] = [signal(addressFrom(bar.hash(), report)), signal(0)];
  bar.onReturn(() => { address.value = addressFrom(bar.hash(), report); });
  const go = (change: Partial<ReportAddress>): void => {
    const next = { ...address.value, ...change };
    bar.change(hashOf(next, report), isStep(address.value, next));
    address.value = next;
    if (change.place !== undefined) visits.value++;
  };
  const choice = computed(() => address.value.choice);
  return {
    report, address, choice, visits, go,
    group: computed(() => choice.value.group), cell: computed(() => address.value.cell), map: computed(() => address.value.map), class: computed(() => address.value.class),
    theme: computed(() => address.value.theme),
    chosen: computed(() => chosenMaps(report, choice.value)),
    choose: (change) => go({ choice: { ...choice.value, ...change } }),
    showInGallery: (change) => go({ place: "gallery", map: undefined, class: undefined, choice: { ...everything, group: choice.value.group, ...change } }),
  };
}

export const windowBar: AddressBar = {
  hash: () => location.hash,
  change: (hash, step) => {
    const url = hash === "" ? location.href.replace(/#.*$/, "") : `#${hash}`;
    if (step) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  },
  onReturn: (back) => {
    addEventListener("popstate", back);
    addEventListener("hashchange", back);
  },
};
