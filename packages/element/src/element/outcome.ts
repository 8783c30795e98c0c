// A promise of what will come of an element's wishes, whichever they are when it comes: `document.fonts.ready` is another of this kind.

export interface Outcome<Value> {
  /** Of what is under way, or of what was last. */
  readonly promise: Promise<Value>;
  /** Something is asked for: what came of it before is no longer the answer. */
  begin(): void;
  fulfil(value: Value): void;
  fail(error: unknown): void;
}

export function outcome<Value>(): Outcome<Value> {
  let current = pending<Value>();
  const settle = (how: (one: Pending<Value>) => void): void => {
    current.isSettled = true;
    how(current);
  };
  return {
    get promise() { return current.promise; },
    begin() {
      if (current.isSettled) current = pending();
    },
    fulfil: (value) => settle(({ resolve }) => resolve(value)),
    fail: (error) => settle(({ reject }) => reject(error)),
  };
}

interface Pending<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
  isSettled: boolean;
}

function pending<Value>(): Pending<Value> {
  let settlers: Pick<Pending<Value>, "resolve" | "reject"> | undefined;
  const promise = new Promise<Value>((resolve, reject) => { settlers = { resolve, reject }; });
  promise.catch(() => undefined); // nobody has to wait for it
  return { promise, ...(settlers as unknown as Pick<Pending<Value>, "resolve" | "reject">), isSettled: false };
}
