// The elements of a page compute one after another: two at once would take as long, and hold twice the memory.

let last: Promise<unknown> = Promise.resolve();

/** Begins when all work before it has ended, well or badly. @throws the signal's reason where it was given up while it waited */
export function inTurn<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
  const next = last.then(async () => {
    await pause();
    signal?.throwIfAborted();
    return work();
  });
  last = next.catch(() => undefined);
  return next;
}

/** Lets the page answer its visitor: without a GPU a network runs in the page's own thread. */
const pause = (): Promise<void> => new Promise((resume) => void setTimeout(resume));
