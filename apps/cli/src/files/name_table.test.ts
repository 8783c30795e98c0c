import { expect, test } from "vitest";
import { hasName, NameMap, NameSet } from "./name_table.ts";

const names = Array.from({ length: 20_000 }, (_, at) => `photos/${at}.png`);

test("every name is found again, and no other", () => {
  const [set, map] = [new NameSet(), new NameMap()];
  names.forEach((name, at) => {
    expect(set.add(name)).toBe(true);
    map.set(name, at);
  });
  expect(set.add("photos/7.png")).toBe(false);
  map.set("photos/7.png", -3.5e12); // beyond 32 bits, as places in long files are
  expect([set.size, map.size]).toEqual([names.length, names.length]);
  expect(names.every((name) => set.has(name) && hasName(set.shared, name))).toBe(true);
  expect(names.every((name, at) => map.get(name) === (at === 7 ? -3.5e12 : at))).toBe(true);
  expect(["", "photos/20000.png", "photos/7.PNG"].map((name) => [set.has(name), map.has(name), map.get(name)])).toEqual(Array.from({ length: 3 }, () => [false, false, undefined]));
  expect(hasName(new Uint32Array(), "photos/7.png")).toBe(false);
});
