import { expect, test } from "vitest";
import { inOrder, sourceOf, type Bounds, type Source } from "./in_order.ts";

/** Work that ends when it is told to. */
function controlled(): { work: (item: number) => Promise<string>; end: (item: number) => void; started: number[]; ended: number[] } {
  const ends = new Map<number, () => void>();
  const [started, ended]: [number[], number[]] = [[], []];
  const work = (item: number): Promise<string> => new Promise((resolve) => {
    started.push(item);
    ends.set(item, () => {
      ended.push(item);
      resolve(`result ${item}`);
    });
  });
  return { work, end: (item) => ends.get(item)?.(), started, ended };
}

/** Nothing weighs anything. */
const atMost = (most: () => number): Bounds<number> => ({ most, weigh: () => Promise.resolve(0), room: 1 });

/** Until nothing more begins by itself. */
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

test("results come in the items' order, whichever is ready first", async () => {
  const { work, end } = controlled();
  const results = inOrder(sourceOf([0, 1, 2]), atMost(() => 3), work);
  const first = results.next();
  await settled();
  for (const item of [2, 1, 0]) end(item);
  expect([(await first).value, (await results.next()).value, (await results.next()).value]).toEqual(["result 0", "result 1", "result 2"]);
  expect((await results.next()).done).toBe(true);
});

test("no more than the limit are under way, those included that wait for their turn", async () => {
  const { work, end, started } = controlled();
  const results = inOrder(sourceOf([0, 1, 2, 3, 4, 5]), atMost(() => 3), work);
  const first = results.next();
  await settled();
  end(1);
  end(2);
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]); // two are done and none begins: the first is still under way
  end(0);
  await first;
  const second = results.next();
  await settled();
  expect(started).toEqual([0, 1, 2, 3]);
  await second;
  for (let item = 3; item < 6; item++) {
    const next = results.next();
    await settled();
    end(item);
    await next;
    end(item + 1);
  }
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
});

test("who leaves early waits for what is under way, and nothing else begins", async () => {
  const { work, end, started, ended } = controlled();
  const results = inOrder(sourceOf([0, 1, 2, 3]), atMost(() => 2), work);
  const first = results.next();
  await settled();
  end(0);
  await first;
  await settled();
  const left = results.return(undefined);
  end(1);
  await left;
  expect([started, ended]).toEqual([[0, 1], [0, 1]]);
});

test("the limit may change on the way", async () => {
  const { work, end, started } = controlled();
  let limit = 1;
  const results = inOrder(sourceOf([0, 1, 2, 3]), atMost(() => limit), work);
  const first = results.next();
  await settled();
  limit = 3;
  end(0);
  await first;
  const second = results.next();
  await settled();
  expect(started).toEqual([0, 1, 2, 3]);
  end(1);
  await second;
});

test("what is under way weighs no more than there is room for, by what is known before it begins", async () => {
  const { work, end, started } = controlled();
  const weights = [1, 100, 100, 30, 30, 250, 1]; // a thumbnail tells nothing of the pictures behind it
  const bounds: Bounds<number> = { most: () => 10, weigh: (item) => Promise.resolve(weights[item] as number), room: 200 };
  const results = inOrder(sourceOf([0, 1, 2, 3, 4, 5, 6]), bounds, work);
  const seen: number[][] = [];
  for (let item = 0; item < 7; item++) {
    const next = results.next();
    await settled();
    seen.push([...started]);
    end(item);
    await next;
  }
  expect(seen).toEqual([
    [0, 1],
    [0, 1, 2],
    [0, 1, 2, 3, 4], // 1 has ended
    [0, 1, 2, 3, 4],
    [0, 1, 2, 3, 4],
    [0, 1, 2, 3, 4, 5], // alone, though there is not room enough for it
    [0, 1, 2, 3, 4, 5, 6],
  ]);
});

test("who has ended weighs nothing, though others are handed out first", async () => {
  const { work, end, started } = controlled();
  const results = inOrder(sourceOf([0, 1, 2, 3]), { most: () => 10, weigh: () => Promise.resolve(1), room: 2 }, work);
  const first = results.next();
  await settled();
  end(1);
  await settled();
  end(0);
  await first;
  const second = results.next();
  await settled();
  expect(started).toEqual([0, 1, 2, 3]);
  end(2);
  end(3);
  await second;
});

test("items that are found late: results do not wait for them, and they begin as soon as they are there", async () => {
  const { work, end, started } = controlled();
  const waiting = [0];
  let found: ((is: boolean) => void) | undefined;
  const source: Source<number> = {
    take: () => waiting.shift(),
    more: () => (waiting.length > 0 ? Promise.resolve(true) : new Promise((resolve) => { found = resolve; })),
  };
  const results = inOrder(source, atMost(() => 2), work);
  const first = results.next();
  await settled();
  end(0);
  expect((await first).value).toBe("result 0"); // although nobody knows whether there is another
  const second = results.next();
  await settled();
  waiting.push(1);
  found?.(true);
  await settled();
  expect(started).toEqual([0, 1]);
  end(1);
  expect((await second).value).toBe("result 1");
  const third = results.next();
  await settled();
  found?.(false);
  expect((await third).done).toBe(true);
});
