import { expect, test } from "vitest";
import { english } from "../text/en.ts";
import { arrowStep, inGroups, whyNothing } from "./controls.tsx";

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

test("arrows step, further with Shift; with a key of the browser's commands they are the browser's", () => {
  expect(arrowStep({ key: "ArrowLeft", shiftKey: false }, 1, 8)).toEqual([-1, 0]);
  expect(arrowStep({ key: "ArrowDown", shiftKey: true }, 1, 8)).toEqual([0, 8]);
  expect(arrowStep({ key: "ArrowLeft", shiftKey: false, altKey: true }, 1, 8)).toBeUndefined(); // the page before
  expect(arrowStep({ key: "a", shiftKey: false }, 1, 8)).toBeUndefined();
});
