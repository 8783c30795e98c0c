// Items that come one by one, from whoever has some, for a loop that works on several at a time: each gets its own answer.
import type { Source } from "../run/in_order.ts";

export interface AnsweredItems<Item, Answer> {
  readonly source: Source<Item>;
  /** @returns its answer, when its turn has come */
  add(item: Item): Promise<Answer>;
  /** Hands out answers, which come in the items' order, until the feed is closed. */
  answer(answers: AsyncIterable<Answer>): Promise<void>;
  close(): void;
}

export function openAnswered<Item, Answer>(): AnsweredItems<Item, Answer> {
  const items: Item[] = [];
  const asking: ((answer: Answer) => void)[] = [];
  let closed = false;
  let wake = (): void => undefined;
  return {
    source: {
      take: () => items.shift(),
      more: async () => {
        while (items.length === 0 && !closed) await new Promise<void>((resume) => { wake = resume; });
        return items.length > 0;
      },
    },
    add: (item) => new Promise((resolve) => {
      items.push(item);
      asking.push(resolve);
      wake();
    }),
    answer: async (answers) => {
      for await (const answer of answers) asking.shift()?.(answer);
    },
    close: () => {
      closed = true;
      wake();
    },
  };
}
