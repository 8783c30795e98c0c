// What was made last, kept as long as it would be made of the same things: how a change costs no more than what it changes.

export interface Kept<Value> {
  /**
   * What `make` gave last of these things, or is still making. Of others it is made anew, and what was there before is given up.
   * What failed is tried again.
   */
  of(things: readonly unknown[], make: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Gives it up while it is being made, and lets go of it otherwise. */
  drop(): void;
}

interface Cell<Value> {
  readonly things: readonly unknown[];
  readonly stop: AbortController;
  readonly value: Promise<Value>;
}

/** @param release what is no longer kept; @param later what is made of it, and goes before it */
export function kept<Value>(release: (value: Value) => void = () => undefined, later: readonly Pick<Kept<unknown>, "drop">[] = []): Kept<Value> {
  let cell: Cell<Value> | undefined;
  const drop = (): void => {
    for (const one of later) one.drop();
    const former = cell;
    cell = undefined;
    former?.stop.abort();
    former?.value.then(release, () => undefined);
  };
  const of: Kept<Value>["of"] = (things, make) => {
    if (cell && sameThings(cell.things, things)) return cell.value;
    drop();
    const stop = new AbortController();
    const own = { things, stop, value: make(stop.signal) };
    cell = own;
    own.value.catch(() => {
      if (cell === own) cell = undefined;
    });
    return own.value;
  };
  return { of, drop };
}

/** One by one; lists within them too, such as class names that a framework writes anew each time. */
export function sameThings(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((thing, at) => Object.is(thing, others[at]) || bothLists(thing, others[at]));
}

const bothLists = (one: unknown, other: unknown): boolean => Array.isArray(one) && Array.isArray(other) && sameThings(one, other);
