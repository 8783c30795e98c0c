import { expect, test } from "vitest";
import { decodeFloats, readFixture, seeded } from "./index.ts";

test("Python draws the same numbers", async () => {
  const { cases } = await readFixture<{ cases: { seed: number; scale: number; length: number; values: string }[] }>(
    import.meta.url, "../ops/fixtures/seeded.json",
  );
  expect(cases.length).toBeGreaterThan(2);
  for (const { seed, scale, length, values } of cases) expect(seeded(seed, length, scale)).toEqual(decodeFloats(values));
});

test("the numbers fill −scale … scale evenly", () => {
  const numbers = seeded(7, 10_000, 2);
  expect(numbers.every((x) => x >= -2 && x < 2)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(9_990); // 2²⁴ possible values: about three collisions
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  expect(Math.abs(mean)).toBeLessThan(0.06); // five standard errors of 2/√3/√10000
});
