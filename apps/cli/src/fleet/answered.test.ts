import { expect, test } from "vitest";
import { inOrder } from "../run/in_order.ts";
import { openAnswered } from "./answered.ts";

test("items of several askers go through one loop, and each gets its own answer", async () => {
  const feed = openAnswered<number, string>();
  let [underWay, most] = [0, 0];
  const work = async (item: number): Promise<string> => {
    most = Math.max(most, ++underWay);
    await new Promise((done) => { setTimeout(done, item % 3); }); // later ones are ready earlier
    underWay--;
    return `answer ${item}`;
  };
  const loop = feed.answer(inOrder(feed.source, { most: () => 4, weigh: () => Promise.resolve(1), room: Infinity }, work));
  const ask = (items: readonly number[]): Promise<string[]> => Promise.all(items.map(feed.add));
  const [first, second] = await Promise.all([ask([1, 2, 3, 4, 5, 6]), ask([7, 8])]);
  expect(first).toEqual([1, 2, 3, 4, 5, 6].map((item) => `answer ${item}`));
  expect(second).toEqual(["answer 7", "answer 8"]);
  expect(await ask([9])).toEqual(["answer 9"]); // after it had nothing to do
  expect(most).toBe(4);
  feed.close();
  await loop;
});
