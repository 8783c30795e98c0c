import { expect, test } from "vitest";
import { keepTuning, readTunings, type Store } from "./tunings.ts";

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

test.each([["no JSON", "{"], ["null", "null"], ["a number in a tuning's place", "{\"A\": null}"]])("damaged: %s", (_, text) => {
  expect(readTunings(storeOf(text))).toEqual({});
});

test("an algorithm that is not there any more is passed over; a full store is no error", () => {
  expect(readTunings(storeOf('{"A": {"3×3": "magic", "1×1": "direct"}}'))).toEqual({ A: { "1×1": "direct" } });
  expect(() => keepTuning({ getItem: () => null, setItem: () => { throw new DOMException("full", "QuotaExceededError"); } }, "A", {})).not.toThrow();
});
