import { expect, test } from "vitest";
import { perSecond } from "../text/language.ts";
import { rateMeter, type Rate } from "./video.ts";

/** The rates told of frames that are shown at these times, each of which took so long. ms */
function ratesOf(shown: readonly (readonly [at: number, took: number])[]): Rate[] {
  let time = 0;
  const meter = rateMeter(() => time);
  return shown.map(([at, took]) => {
    time = at;
    return meter(took);
  });
}

test("frames are counted, and their rate is that of the last second", () => {
  const rates = ratesOf([0, 250, 500, 750, 1000, 1250, 1350, 1450].map((at) => [at, 250]));
  expect(rates.map(({ frames }) => frames)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(rates.slice(0, 6).map((rate) => rate.perSecond)).toEqual(Array<number>(6).fill(4));
  expect(rates[7]?.perSecond).toBe(5); // six frames from 250 to 1450
  expect(rates.at(-1)?.milliseconds).toBe(250);
});

test("a frame in three seconds is a third of a frame a second, from the first on", () => {
  expect(ratesOf([[3000, 3000], [6000, 2900], [9000, 2900]]).map((rate) => perSecond(rate.perSecond))).toEqual(["0.3", "0.3", "0.3"]);
});

test("a rate that falls is seen to fall", () => {
  expect(ratesOf([[100, 100], [200, 100], [300, 100], [2300, 2000]]).map((rate) => rate.perSecond)).toEqual([10, 10, 10, 0.5]);
});

test("a rate is written so that something slow is not nothing", () => {
  expect([0, 0.004, 0.04, 0.3, 1, 24.62].map(perSecond)).toEqual(["0.0", "0.004", "0.04", "0.3", "1.0", "24.6"]);
});
