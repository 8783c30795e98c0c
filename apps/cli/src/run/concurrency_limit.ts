// How many pictures may be under way at once: enough to keep everybody busy, within bounded memory.

/** Bytes of decoded pixels that a thread may have before it and behind it: a photograph of 32 megapixels. */
export const roomOfThread = 128e6;

/** Threads that a small machine is taken to have, so that photographs of a camera do not wait for one another there. */
const fewestThreads = 4;

export interface Situation {
  /** Threads that read and write. */
  readonly threads: number;
  /** Pictures that one pass of the network takes. */
  readonly batchSize: number;
}

/**
 * A pass that is computed and one that waits for it, pictures that are read for the next and pictures of the last that are
 * written, and what goes on between threads.
 */
export const concurrencyLimit = ({ threads, batchSize }: Situation): number => 4 * batchSize + 2 * threads;

/** Bytes of decoded pixels that all pictures under way may hold together, by their headers; a larger picture goes alone. */
export const roomFor = ({ threads }: Pick<Situation, "threads">): number => roomOfThread * Math.max(threads, fewestThreads);
