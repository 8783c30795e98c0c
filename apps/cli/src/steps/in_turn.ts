// Steps one after the other, as a thread of the pool takes them: for this thread, where there is no pool.
import type { PictureSteps } from "./steps.ts";

/** However many ask, one picture is read or written at a time. */
export function inTurn(steps: PictureSteps): PictureSteps {
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    load: (...given) => next(() => steps.load(...given)),
    write: (...given) => next(() => steps.write(...given)),
    writeSheet: (...given) => next(() => steps.writeSheet(...given)),
    close: () => steps.close(),
  };
}
