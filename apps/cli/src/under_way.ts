// How many pictures may be under way at once: enough to keep everybody busy, within bounded memory.

/** Bytes that decoded pictures may hold together, as far as their sizes are known. */
const room = 512e6;

export interface Situation {
  /** Threads that read and write. */
  readonly threads: number;
  /** Pictures that the network sees in one pass. */
  readonly together: number;
  /** Pixels of the largest picture so far; 0 before the first is done. */
  readonly largest: number;
}

/**
 * A pass that is computed and one that waits for it, pictures that are read for the next and pictures of the last that are
 * written, and what goes on between threads. Fewer where pictures are large, and at the beginning, when nobody knows.
 */
export function underWay({ threads, together, largest }: Situation): number {
  const fewest = 2 * threads;
  if (largest === 0) return fewest;
  return Math.max(fewest, Math.min(4 * together + fewest, Math.floor(room / (4 * largest))));
}
