// Several items at a time, results in the items' order.

export interface Bounds<Item> {
  /** How many items are under way at most, those included whose turn to be handed out has not come; asked anew before each begins. */
  most(): number;
  /** What an item costs while it is worked on. Does not reject. */
  weigh(item: Item): Promise<number>;
  /** What the items that are worked on may cost together; one item alone may cost more. */
  readonly room: number;
}

/**
 * @param work does not reject
 * @returns a generator; who leaves it early waits for what is under way
 */
export async function* inOrder<Item, Result>(items: readonly Item[], bounds: Bounds<Item>, work: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  let next = 0;
  let held = 0; // what is worked on, weighed
  let weight: Promise<number> | undefined; // of the next item
  const begin = (item: Item, cost: number): Promise<Result> => {
    held += cost;
    return work(item).finally(() => { held -= cost; });
  };
  /** In their order: no light item overtakes a heavy one, which would wait for ever. */
  const admit = async (): Promise<void> => {
    while (next < items.length && underWay.length < bounds.most()) {
      const cost = await (weight ??= bounds.weigh(items[next] as Item));
      if (held > 0 && held + cost > bounds.room) return;
      weight = undefined;
      underWay.push(begin(items[next++] as Item, cost));
    }
  };
  try {
    while (next < items.length || underWay.length > 0) {
      await admit();
      const result = await (underWay[0] as Promise<Result>);
      void underWay.shift();
      yield result;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
