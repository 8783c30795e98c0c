// Several items at a time, results in the items' order.

/**
 * @param limit how many items are under way at most, those included whose turn to be handed out has not come; asked anew
 * before each begins
 * @param work does not reject
 * @returns a generator; who leaves it early waits for what is under way
 */
export async function* inOrder<Item, Result>(items: readonly Item[], limit: () => number, work: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  let next = 0;
  try {
    while (next < items.length || underWay.length > 0) {
      while (next < items.length && underWay.length < limit()) underWay.push(work(items[next++] as Item));
      const result = await (underWay[0] as Promise<Result>);
      void underWay.shift();
      yield result;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
