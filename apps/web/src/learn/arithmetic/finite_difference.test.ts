import { expect, test } from "vitest";
import { heldAgainst } from "./finite_difference.ts";

/** max(2x, 0) + 1 at x, x ± h, as float32 has it. */
const tried = (x: number, h: number) => {
  const f = (at: number): number => Math.fround(Math.max(2 * at, 0) + 1);
  return { h, below: f(x - h), at: f(x), above: f(x + h) };
};

test("on a straight line the quotient is the gradient, whatever h is", () => {
  for (const h of [0.01, 0.25, 0.9]) expect(heldAgainst(2, tried(1, h))).toMatchObject({ verdict: "agrees", quotient: expect.closeTo(2, 4) as number });
  expect(heldAgainst(0, tried(-1, 0.5))).toMatchObject({ quotient: 0, relative: 0, difference: 0 });
});

test("where a gate turns within h the slopes differ on both sides", () => {
  const { verdict, quotient, left, right } = heldAgainst(2, tried(0.25, 1));
  expect([verdict, quotient, left, right]).toEqual(["bend", 1.25, 0.5, 2]);
  expect(heldAgainst(0, tried(-0.25, 1)).verdict).toBe("bend");
});

test("a tiny h leaves rounding, which is told", () => {
  const held = heldAgainst(2, tried(1, 2 ** -23));
  expect(held.verdict).toBe("rounding");
  expect(Math.abs(held.difference)).toBeLessThan(held.rounding);
});

test("a gradient that is wrong is no matter of rounding, nor of a gate", () => {
  expect(heldAgainst(2.1, tried(1, 0.25)).verdict).toBe("differs");
});
