// Several items at a time, results in the items' order.

/** Items one after the other; later ones may still be looked for. */
export interface Source<Item> {
  /** The next item; undefined where none is there yet, and after the last. */
  take(): Item | undefined;
  /** Waits until there is one to take. @returns false after the last */
  more(): Promise<boolean>;
}

/** Items that are all there. */
export function sourceOf<Item>(items: readonly Item[]): Source<Item> {
  let next = 0;
  return { take: () => items[next++], more: () => Promise.resolve(next < items.length) };
}

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
export async function* inOrder<Item, Result>(items: Source<Item>, bounds: Bounds<Item>, work: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  let held = 0; // what is worked on, weighed
  let next: { readonly item: Item; readonly weight: Promise<number> } | undefined; // taken, and not begun
  const begin = (item: Item, cost: number): void => {
    held += cost;
    underWay.push(work(item).finally(() => { held -= cost; }));
  };
  const take = (): typeof next => {
    const item = items.take();
    return item === undefined ? undefined : { item, weight: bounds.weigh(item) };
  };
  /** In their order: no light item overtakes a heavy one, which would wait for ever. @returns whether it lacks items, not room */
  const admit = async (): Promise<boolean> => {
    while (underWay.length < bounds.most()) {
      next ??= take();
      if (next === undefined) return true;
      const cost = await next.weight;
      if (held > 0 && held + cost > bounds.room) return false;
      begin(next.item, cost);
      next = undefined;
    }
    return false;
  };
  try {
    for (;;) {
      const lacksItems = await admit();
      const [first] = underWay;
      if (first === undefined) {
        if (!await items.more()) return;
      } else if (!lacksItems || await whicheverIsFirst(first, items.more()) === "result") {
        const result = await first;
        void underWay.shift();
        yield result;
      }
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** After the last item only results come. */
function whicheverIsFirst(result: Promise<unknown>, more: Promise<boolean>): Promise<"result" | "item"> {
  const done = result.then(() => "result" as const);
  return Promise.race([done, more.then((is) => (is ? "item" : done))]);
}
