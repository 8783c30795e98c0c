import { expect, test } from "vitest";
import { inOrder } from "./in_order.ts";

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

test("results come in the items' order, whichever is ready first", async () => {
  const { work, end } = controlled();
  const results = inOrder([0, 1, 2], () => 3, work);
  const first = results.next();
  for (const item of [2, 1, 0]) end(item);
  expect([(await first).value, (await results.next()).value, (await results.next()).value]).toEqual(["result 0", "result 1", "result 2"]);
  expect((await results.next()).done).toBe(true);
});

test("no more than the limit are under way, those included that wait for their turn", async () => {
  const { work, end, started } = controlled();
  const results = inOrder([0, 1, 2, 3, 4, 5], () => 3, work);
  const first = results.next();
  end(1);
  end(2);
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]); // two are done and none begins: the first is still under way
  end(0);
  await first;
  const second = results.next();
  expect(started).toEqual([0, 1, 2, 3]);
  await second;
  for (let item = 3; item < 6; item++) {
    const next = results.next();
    end(item);
    await next;
    end(item + 1);
  }
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
});

test("who leaves early waits for what is under way, and nothing else begins", async () => {
  const { work, end, started, ended } = controlled();
  const results = inOrder([0, 1, 2, 3], () => 2, work);
  const first = results.next();
  end(0);
  await first;
  const left = results.return(undefined);
  end(1);
  await left;
  expect([started, ended]).toEqual([[0, 1], [0, 1]]);
});

test("the limit may change on the way", async () => {
  const { work, end, started } = controlled();
  let limit = 1;
  const results = inOrder([0, 1, 2, 3], () => limit, work);
  const first = results.next();
  limit = 3;
  end(0);
  await first;
  const second = results.next();
  expect(started).toEqual([0, 1, 2, 3]);
  end(1);
  await second;
});
