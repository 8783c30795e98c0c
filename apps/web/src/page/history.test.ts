import { batch, signal } from "@preact/signals";
import { expect, test } from "vitest";
import { addressFrom, type Address } from "./address.ts";
import { keepHistory, type PageWindow, type OwnPhoto } from "./history.ts";

/** A browser's window with a history of its own, and time that passes when it is told to. */
function browser(hash: string, state: unknown = null) {
  const entries = [{ hash, state }];
  const [listeners, waiting] = [[] as (() => void)[], new Map<number, () => void>()];
  let [at, timers] = [0, 0];
  const hashOf = (url: string): string => (url === "#" ? "" : url);
  const go = (to: number): void => {
    at = to;
    listeners.forEach((listener) => listener());
  };
  const page: PageWindow = {
    history: {
      get state() { return entries[at]?.state; },
      pushState: (beside: unknown, _: string, url) => entries.splice(++at, Infinity, { state: beside, hash: hashOf(String(url)) }),
      replaceState: (beside: unknown, _: string, url) => { entries[at] = { state: beside, hash: hashOf(String(url)) }; },
    },
    location: { get hash() { return entries[at]?.hash ?? ""; }, get href() { return `https://example.org/${entries[at]?.hash ?? ""}`; } },
    addEventListener: (_, listener) => { listeners.push(listener); },
    setTimeout: (work) => (waiting.set(++timers, work), timers),
    clearTimeout: (timer) => { waiting.delete(timer ?? 0); },
  };
  return {
    page, hashes: () => entries.map((entry) => entry.hash), here: () => entries[at],
    calm: () => { [...waiting.values()].forEach((work) => work()); },
    back: () => go(at - 1), forward: () => go(at + 1),
    paste: (pasted: string) => {
      entries.splice(at + 1, Infinity, { hash: pasted, state: null });
      go(at + 1);
    },
  };
}

/** A page that goes where it is told. */
function visit({ page }: ReturnType<typeof browser>) {
  const address = signal<Address>(addressFrom(page.location.hash));
  const own = signal<OwnPhoto | undefined>(undefined);
  const gone: string[] = [];
  const history = keepHistory(address, own, (to, photo) => { [address.value, own.value] = [to, photo ?? (to.settings.sample === undefined ? own.value : undefined)]; }, (name) => gone.push(name), page);
  const change = (part: Partial<Address["settings"]>): void => { address.value = { ...address.value, settings: { ...address.value.settings, ...part } }; };
  return { address, own, gone, history, change, show: (photo: OwnPhoto) => batch(() => { own.value = photo; change({ sample: undefined }); }) };
}

test("what comes before the visitor's first step takes its place, steps follow each other, what is dragged is written when it rests", () => {
  const window = browser("");
  const { address, history, change } = visit(window);
  change({ sample: "chelsea" });
  window.calm();
  expect(window.hashes()).toEqual(["#sample=chelsea"]);
  history.begin();
  change({ class: 281 });
  expect(window.hashes()).toEqual(["#sample=chelsea", "#class=281&sample=chelsea"]); // at once
  change({ opacity: 0.3 });
  change({ opacity: 0.4 });
  address.value = { ...address.value, cell: { x: 1, y: 0 } };
  expect(window.hashes()[1]).toBe("#class=281&sample=chelsea");
  change({ method: "grad-cam" }); // what was left is written as it was at last
  expect(window.hashes().slice(1)).toEqual(["#opacity=0.4&class=281&sample=chelsea&cell=1%2C2", "#opacity=0.4&method=grad-cam&class=281&sample=chelsea&cell=1%2C2"]);
});

test("back and forward go through the steps, and make none", () => {
  const window = browser("#sample=chelsea");
  const { address, history, change } = visit(window);
  history.begin();
  change({ class: 1 });
  change({ class: 2 });
  window.back();
  expect(address.value.settings.class).toBe(1);
  window.back();
  expect(address.value.settings.class).toBeUndefined();
  window.forward();
  window.calm();
  expect(address.value.settings.class).toBe(1);
  expect(window.hashes()).toEqual(["#sample=chelsea", "#class=1&sample=chelsea", "#class=2&sample=chelsea"]);
  change({ class: 3 }); // from here on
  expect(window.hashes()).toEqual(["#sample=chelsea", "#class=1&sample=chelsea", "#class=3&sample=chelsea"]);
});

test("an address that is pasted is followed; preferences and a picture that it does not name stay", () => {
  const window = browser("#sample=coffee&theme=dark");
  const { address, history } = visit(window);
  history.begin();
  window.paste("#view=minmax&class=7&mode=inside&inside=fc&nonsense=1");
  expect(address.value).toMatchObject({ mode: "inside", inside: "fc", settings: { view: "minmax", class: 7, sample: "coffee", theme: "dark" } });
  window.calm();
  expect(window.here()?.hash).toBe("#view=minmax&class=7&sample=coffee&theme=dark&mode=inside&inside=fc");
  expect(history.link()).toBe(`https://example.org/${window.here()?.hash}`);
});

test("an own photograph is in no address, comes back with back, and is said to be gone after a reload", () => {
  const window = browser("#sample=chelsea");
  const { own, gone, history, change, show, address } = visit(window);
  history.begin();
  const [first, second] = ["IMG_1.jpg", "IMG_2.jpg"].map((name) => ({ name, file: new Blob([name]) })) as [OwnPhoto, OwnPhoto];
  show(first);
  show(second);
  expect(window.hashes()).toEqual(["#sample=chelsea", "", ""]);
  window.back();
  expect(own.value).toBe(first);
  window.back();
  expect([own.value, address.value.settings.sample]).toEqual([undefined, "chelsea"]);
  window.forward();
  expect(own.value).toBe(first);
  expect(address.value.settings.sample).toBeUndefined();
  change({ class: 4 });
  expect(window.here()?.hash).toBe("#class=4");
  expect(gone).toEqual([]);
  const later = browser("#class=4", window.here()?.state); // the same entry, another visit
  const { gone: missed } = visit({ ...later });
  expect(missed).toEqual(["IMG_1.jpg"]);
});
