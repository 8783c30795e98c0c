import { expect, test } from "vitest";
import { english } from "../text/en.ts";
import { inGroups, whyNothing } from "./controls.tsx";

const situation = (model: unknown, photo: unknown) => ({ model: { value: model }, photo: { value: photo }, text: { value: english } }) as unknown as Parameters<typeof whyNothing>[0];

test("what is missing is what is said to be missing", () => {
  expect(whyNothing(situation(undefined, undefined))).toBe(english.model.none);
  expect(whyNothing(situation(undefined, {}))).toBe(english.model.none);
  expect(whyNothing(situation({}, undefined))).toBe(english.photo.unseen); // a network is loaded
  expect(whyNothing(situation({}, {}))).toBe(english.working);
});

test("many choices stand under headings, neighbours together, in their order", () => {
  const names = ["stem", "a.1", "a.2", "b.1", "a.3"].map((name) => [name, name] as const);
  const groups = inGroups(names, (name) => (name.includes(".") ? name.slice(0, 1) : ""));
  expect(groups.map(([heading, some]) => [heading, some.map(([name]) => name)])).toEqual([["", ["stem"]], ["a", ["a.1", "a.2"]], ["b", ["b.1"]], ["a", ["a.3"]]]);
});
