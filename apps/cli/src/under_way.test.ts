import { expect, test } from "vitest";
import { underWay } from "./under_way.ts";

test("few pictures before one is known, then as many as keep passes full, and fewer large ones", () => {
  const known = (largest: number): number => underWay({ threads: 2, together: 8, largest });
  expect(known(0)).toBe(4);
  expect(known(450 * 300)).toBe(36);
  expect(known(24e6)).toBe(5); // 96 MB each
  expect(known(89e6)).toBe(4);
  expect(underWay({ threads: 1, together: 1, largest: 450 * 300 })).toBe(6);
});
