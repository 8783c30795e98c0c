import { expect, test } from "vitest";
import { addressFrom } from "./address.ts";
import { hear } from "./network.ts";
import { createState } from "./state.ts";

const passes = { event: "progress", progress: { phase: "passes", method: "Score-CAM", done: 8, total: 512, left: 4000 } } as const;

test("passes are told, but not in the place of a network that is on its way", () => {
  const state = createState(addressFrom(""));
  hear(state, passes);
  expect(state.progress.value).toEqual(passes.progress);
  state.progress.value = { phase: "looking" };
  hear(state, passes); // of the method that is given up for it
  expect(state.progress.value).toEqual({ phase: "looking" });
  hear(state, { event: "progress", progress: { phase: "reading" } });
  expect(state.progress.value).toEqual({ phase: "reading" });
});
