import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Input } from "./inputs.ts";
import { openListing, type InputSources } from "./listing.ts";
import { openPlan, type Plan } from "./plan.ts";

/** Inputs of these paths; a number waits for so many ms. */
async function* listed(...entries: (string | number)[]): AsyncGenerator<Input> {
  for (const entry of entries) {
    if (typeof entry === "number") await wait(entry);
    else yield { kind: "file", path: entry };
  }
}

const plan = (): Plan => openPlan(["out/{stem}.png"], () => undefined);

/** Inputs that can be read only once, and are all this run's. */
const once = (inputs: AsyncIterable<Input>): InputSources => ({ inputs, again: undefined, belongs: () => true });

test("the first inputs are there before the last are found", async () => {
  const listing = await openListing(once(listed("a.png", "b.png", 5, "c.png")), plan(), 2);
  expect([listing.found, listing.take(), listing.take(), listing.take()]).toMatchObject([2, { path: "a.png" }, { path: "b.png" }, undefined]);
  expect(await listing.more()).toBe(true);
  expect([listing.take(), listing.found, listing.usable]).toMatchObject([{ path: "c.png" }, 3, 3]);
  expect(await listing.more()).toBe(false);
});

test("a name that is taken ends the run before any work, and later fails its photograph alone", async () => {
  const inputs = (): AsyncGenerator<Input> => listed("a/x.png", "a/y.png", "b/x.png", "b/z.png");
  await expect(openListing(once(inputs()), plan(), 4)).rejects.toThrow(expect.objectContaining({ code: "output-conflict" }) as Error);
  const listing = await openListing(once(inputs()), plan(), 2);
  const taken = [listing.take(), listing.take()];
  await wait(1);
  taken.push(listing.take(), listing.take());
  expect([listing.found, listing.usable]).toEqual([4, 3]);
  expect(taken[2]).toMatchObject({ kind: "unusable", path: "b/x.png", error: { code: "output-conflict" } });
  expect(taken[3]).toMatchObject({ kind: "file", path: "b/z.png" });
});

test("however many there are, few are held, and the number of all is known all the same", async () => {
  const names = Array.from({ length: 3000 }, (_, at) => `${at}.png`);
  let read = 0;
  async function* counted(): AsyncGenerator<Input> {
    for await (const input of listed(...names)) {
      read++;
      yield input;
    }
  }
  const listing = await openListing({ inputs: counted(), again: () => listed(...names), belongs: () => true }, plan(), 10);
  expect([read, listing.found, listing.knowsAll]).toEqual([10, 10, false]);
  for (let turn = 0; turn < 50; turn++) await wait();
  expect([read, listing.found, listing.knowsAll]).toEqual([10, names.length, true]);
  const taken: (Input | undefined)[] = [];
  while (await listing.more()) {
    taken.push(listing.take());
    expect(read - taken.length).toBeLessThanOrEqual(10);
  }
  expect(taken.map((input) => (input?.kind === "file" ? input.path : ""))).toEqual(names);
});

test("what belongs elsewhere is planned, and neither taken nor counted", async () => {
  const inputs = (): AsyncGenerator<Input> => listed("a.jpg", "a.png", "b.png");
  const named = openPlan(["{name}.cam.png"], () => undefined);
  const listing = await openListing({ inputs: inputs(), again: inputs, belongs: (input) => input.kind === "file" && input.path !== "a.jpg" }, named, 10);
  expect([listing.found, listing.take(), listing.take(), listing.take()]).toMatchObject([2, { path: "a.png", name: "a.png" }, { path: "b.png" }, undefined]);
});

test("whoever closes it waits for nothing", async () => {
  const listing = await openListing(once(listed("a.png", "b.png", 5, "c.png")), plan(), 1);
  listing.take();
  listing.take();
  const more = listing.more();
  listing.close();
  expect(await more).toBe(false);
});
