import { expect, test } from "vitest";
import { passesClock } from "./photo_calls.ts";

test("before the first pass by a whole one, then by those that were", () => {
  let time = 1000;
  const left = passesClock(100, () => time);
  time = 5000; // the network was prepared
  expect(left(0, 64)).toBe(6400);
  time = 5400; // eight in 400 ms
  expect(left(8, 64)).toBe(2800);
  time = 8200;
  expect(left(64, 64)).toBe(0);
});
