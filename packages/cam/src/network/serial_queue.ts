// One piece of work after the other, however many ask.

export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Begins each work when the one before it has ended, well or badly. */
export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
