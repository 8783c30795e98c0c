import { expect, test } from "vitest";
import { rateMeter } from "./rate_meter.ts";

test("frames of the last second count, and all of them together", () => {
  let time = 0;
  const meter = rateMeter(() => time);
  const rates = [0, 250, 500, 1000, 1200, 1600].map((at) => {
    time = at;
    return meter(at / 10);
  });
  expect(rates.map(({ frames }) => frames)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(rates.map(({ perSecond }) => perSecond)).toEqual([1, 2, 3, 4, 4, 3]);
  expect(rates.at(-1)?.milliseconds).toBe(160);
});
