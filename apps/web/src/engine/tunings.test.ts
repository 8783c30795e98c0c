import { expect, test } from "vitest";
import { knownTunings } from "./tunings.ts";

test("an algorithm that is not there any more is passed over", () => {
  expect(knownTunings({ A: { "3×3": "magic", "1×1": "direct" }, B: {} })).toEqual({ A: { "1×1": "direct" }, B: {} });
});
