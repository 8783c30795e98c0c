import { expect, test } from "vitest";
import { forgetPlace, keepPlace, placeAt, placeStore, readPlace, topOf } from "./place.ts";

test("a place is by section: it is found again in a longer text", () => {
  const place = placeAt([-500, -100, 300, 700]); // a quarter into the second section
  expect(place).toEqual({ section: 1, share: 0.25 });
  expect(topOf(place, [0, 800, 1600, 2000])).toBe(1000);
  expect(placeAt([50, 300, 700])).toEqual({ section: 0, share: 0 }); // above all headings
  expect(placeAt([-900, -500, -100])).toEqual({ section: 2, share: 1 }); // behind the end
  expect(placeAt([])).toEqual({ section: 0, share: 0 });
});

test("a place is kept and forgotten; what is no place is none", () => {
  const store = placeStore();
  expect(readPlace(store, "cam")).toBeUndefined();
  keepPlace(store, "cam", { section: 3, share: 0.5 });
  expect(readPlace(store, "cam")).toEqual({ section: 3, share: 0.5 });
  expect(readPlace(store, "pixel")).toBeUndefined();
  for (const nonsense of ["", "a b", "1", "1 2", "1.5 0", "-"]) {
    store.setItem("camlucida-reading-cam", nonsense);
    expect(readPlace(store, "cam")).toBeUndefined();
  }
  keepPlace(store, "cam", { section: 1, share: 0 });
  forgetPlace(store, "cam");
  expect(readPlace(store, "cam")).toBeUndefined();
});
