/** The same functions, each begun when the call before it has ended, well or badly: the network sees one image at a time. */
export function inTurn<T extends object>(calls: T): T {
  let last: Promise<unknown> = Promise.resolve();
  const queued = Object.entries(calls as Record<string, (...given: readonly unknown[]) => Promise<unknown>>).map(([name, call]) => {
    return [name, (...given: readonly unknown[]) => {
      const next = last.then(() => call(...given), () => call(...given));
      last = next;
      return next;
    }];
  });
  return Object.fromEntries(queued) as T;
}
