import { expect, test } from "vitest";
import { serialQueue } from "./sized.ts";

test("one after the other, in the order in which they came; one that fails holds nobody up", async () => {
  const next = serialQueue();
  const log: string[] = [];
  const work = (name: string, ticks: number, fails = false) => async (): Promise<string> => {
    log.push(`${name} begins`);
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
    log.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled([next(work("slow", 9)), next(work("bad", 3, true)), next(work("quick", 0))]);
  expect(log).toEqual(["slow begins", "slow ends", "bad begins", "bad ends", "quick begins", "quick ends"]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
