import { expect, test } from "vitest";
import { inTurn } from "./in_turn.ts";
import { kept } from "./kept.ts";

test("what is asked of the same things is made once, also while it is being made", async () => {
  const one = kept<number>();
  let made = 0;
  const make = async (): Promise<number> => ++made;
  expect(await Promise.all([one.of([1, "a", [1, 2]], make), one.of([1, "a", [1, 2]], make)])).toEqual([1, 1]);
  expect(await one.of([1, "b", [1, 2]], make)).toBe(2);
  expect(await one.of([1, "b", [1, 3]], make)).toBe(3);
});

test("of other things it is given up, with what was made of it, and released", async () => {
  const gone: string[] = [];
  const later = kept<string>((value) => gone.push(value));
  const one = kept<string>((value) => gone.push(value), [later]);
  await one.of([1], async () => "first");
  await later.of(["first"], async () => "made of first");
  let signal: AbortSignal | undefined;
  void one.of([2], (stop) => (signal = stop, new Promise(() => undefined)));
  await Promise.resolve();
  expect([gone, signal?.aborted]).toEqual([["made of first", "first"], false]);
  one.drop();
  expect(signal?.aborted).toBe(true);
});

test("what failed is tried again", async () => {
  const one = kept<number>();
  await expect(one.of([1], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await one.of([1], async () => 7)).toBe(7);
});

test("work is done one after another, and not at all if it was given up while it waited", async () => {
  const said: string[] = [];
  const stop = new AbortController();
  const slow = inTurn(async () => {
    said.push("begin");
    await new Promise((done) => setTimeout(done, 20));
    said.push("end");
  });
  const failing = inTurn(() => { throw new Error("bad"); });
  const givenUp = inTurn(() => void said.push("never"), stop.signal);
  const last = inTurn(() => said.push("last"));
  stop.abort(new Error("another"));
  await expect(failing).rejects.toThrow("bad");
  await expect(givenUp).rejects.toThrow("another");
  await Promise.all([slow, last]);
  expect(said).toEqual(["begin", "end", "last"]);
});
