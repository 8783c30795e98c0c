import { expect, test } from "vitest";
import { english } from "../text/en.ts";
import { whyNothing } from "./controls.tsx";

const situation = (model: unknown, photo: unknown) => ({ model: { value: model }, photo: { value: photo }, text: { value: english } }) as unknown as Parameters<typeof whyNothing>[0];

test("what is missing is what is said to be missing", () => {
  expect(whyNothing(situation(undefined, undefined))).toBe(english.model.none);
  expect(whyNothing(situation(undefined, {}))).toBe(english.model.none);
  expect(whyNothing(situation({}, undefined))).toBe(english.photo.unseen); // a network is loaded
  expect(whyNothing(situation({}, {}))).toBe(english.working);
});
