import { expect, test } from "vitest";
import { addressFrom } from "./address.ts";
import { hear, keepTuning, readTunings, type Store } from "./network.ts";
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

function storeOf(text: string | null): Store & { text: string | null } {
  const store = { text, getItem: () => store.text, setItem: (_: string, value: string) => { store.text = value; } };
  return store;
}

test("what was measured comes back, and adds to what was there", () => {
  const store = storeOf(null);
  expect(readTunings(store)).toEqual({});
  keepTuning(store, "A", { "3×3": "direct" });
  keepTuning(store, "A", { "1×1": "direct" });
  keepTuning(store, "B", {});
  expect(readTunings(store)).toEqual({ A: { "3×3": "direct", "1×1": "direct" }, B: {} });
});

test.each([["no JSON", "{"], ["null", "null"], ["nothing in a tuning's place", "{\"A\": null}"], ["a number in an algorithm's", "{\"A\": {\"3×3\": 1}}"]])("damaged: %s", (_, text) => {
  expect(readTunings(storeOf(text))).toEqual({});
});

test("a full store is no error", () => {
  expect(() => keepTuning({ getItem: () => null, setItem: () => { throw new DOMException("full", "QuotaExceededError"); } }, "A", {})).not.toThrow();
});
