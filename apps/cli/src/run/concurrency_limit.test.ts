import { expect, test } from "vitest";
import { roomFor, concurrencyLimit } from "./concurrency_limit.ts";

test("as many pictures as keep passes full", () => {
  expect(concurrencyLimit({ threads: 2, batchSize: 8 })).toBe(36);
  expect(concurrencyLimit({ threads: 1, batchSize: 1 })).toBe(6);
});

test("room for every thread to have a photograph of 24 megapixels, and for five of them on a small machine", () => {
  const photograph = 4 * 24e6; // bytes
  expect(Math.floor(roomFor({ threads: 1 }) / photograph)).toBe(5);
  expect(Math.floor(roomFor({ threads: 8 }) / photograph)).toBe(10);
});
