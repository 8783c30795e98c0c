// Steps that can be ended in good order: what is being written is written to its end, and nothing new begins.
import type { PictureSteps } from "./steps.ts";

export interface EndableSteps extends PictureSteps {
  /** From now on no step begins; those asked for never settle. Resolves when what was being written is on the disk. */
  end(): Promise<void>;
}

export function endable(steps: PictureSteps): EndableSteps {
  const writing = new Set<Promise<unknown>>();
  let ended = false;
  const begin = <T>(work: () => Promise<T>): Promise<T> => (ended ? new Promise(() => undefined) : work());
  const track = async <T>(work: () => Promise<T>): Promise<T> => {
    const written = begin(work);
    writing.add(written);
    try {
      return await written;
    } finally {
      writing.delete(written);
    }
  };
  return {
    load: (...given) => begin(() => steps.load(...given)),
    write: (...given) => track(() => steps.write(...given)),
    writeSheet: (...given) => track(() => steps.writeSheet(...given)),
    close: () => steps.close(),
    end: async () => {
      ended = true;
      await Promise.allSettled(writing);
      await new Promise((done) => { setTimeout(done); }); // what has just been written is still to be reported
    },
  };
}
