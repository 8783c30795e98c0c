// What the figure counts, against lives that are counted by hand.
import { expect, test } from "vitest";
import type { MemoryPlan, PlacedArray } from "../../engine/protocol.ts";
import { aliveAt, bytesOf, fullest, letterOf, memorySums, sizeText } from "./memory_lives.ts";

const array = (name: string, from: number, to: number, bytes: number, buffer: number): PlacedArray => ({ name, op: "relu", shape: [bytes / 4], reads: [], bytes, buffer, from, to });

/** a is kept for the sum d = b + a; c takes nobody's place while both are there. */
const plan: MemoryPlan = { arrays: [array("a", 1, 4, 400, 0), array("b", 2, 3, 200, 1), array("c", 3, 4, 200, 2), array("d", 4, 4, 400, 1)], buffers: [400, 400, 200] };

test("who is alive at a step, and how much that is", () => {
  expect([1, 2, 3, 4].map((step) => aliveAt(plan, step).map(({ name }) => name).join(""))).toEqual(["a", "ab", "abc", "acd"]);
  expect([1, 2, 3, 4].map((step) => bytesOf(aliveAt(plan, step)))).toEqual([400, 600, 800, 1000]);
  expect(memorySums(plan)).toEqual({ most: 1000, shared: 1000, alone: 1200 });
  expect(fullest(plan)).toBe(4);
});

test("sizes and buffers in words", () => {
  expect([3_211_264, 802_816, 4000, 48].map(sizeText)).toEqual(["3.21 MB", "803 kB", "4.0 kB", "48 B"]);
  expect([0, 25, 26].map(letterOf)).toEqual(["A", "Z", "27"]);
});
