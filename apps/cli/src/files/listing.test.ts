import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Input } from "./inputs.ts";
import { openListing } from "./listing.ts";
import { openPlan } from "./plan.ts";

/** Inputs of these paths; a number waits for so many ms. */
async function* listed(...entries: (string | number)[]): AsyncGenerator<Input> {
  for (const entry of entries) {
    if (typeof entry === "number") await wait(entry);
    else yield { kind: "file", path: entry };
  }
}

const plan = (): ReturnType<typeof openPlan> => openPlan(["out/{stem}.png"], false);

test("the first inputs are there before the last are found", async () => {
  const listing = await openListing(listed("a.png", "b.png", 5, "c.png"), plan(), 2);
  expect([listing.found, listing.take(), listing.take(), listing.take()]).toMatchObject([2, { path: "a.png" }, { path: "b.png" }, undefined]);
  expect(await listing.more()).toBe(true);
  expect([listing.take(), listing.found, listing.usable]).toMatchObject([{ path: "c.png" }, 3, 3]);
  expect(await listing.more()).toBe(false);
});

test("a name that is taken ends the run before any work, and later fails its photograph alone", async () => {
  const inputs = (): AsyncGenerator<Input> => listed("a/x.png", "a/y.png", "b/x.png", "b/z.png");
  await expect(openListing(inputs(), plan(), 4)).rejects.toThrow(expect.objectContaining({ code: "output-conflict" }) as Error);
  const listing = await openListing(inputs(), plan(), 2);
  await wait(1);
  expect([listing.found, listing.usable]).toEqual([4, 3]);
  const taken = [listing.take(), listing.take(), listing.take(), listing.take()];
  expect(taken[2]).toMatchObject({ kind: "unusable", path: "b/x.png", error: { code: "output-conflict" } });
  expect(taken[3]).toMatchObject({ kind: "file", path: "b/z.png" });
});

test("whoever closes it waits for nothing", async () => {
  const listing = await openListing(listed("a.png", 5, "b.png"), plan(), 1);
  listing.take();
  const more = listing.more();
  listing.close();
  expect(await more).toBe(false);
});
