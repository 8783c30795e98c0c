// How far long work is, and whether its bytes come fast enough to go on waiting for them.

/** One report: `received` of `total` bytes of `task` are there. */
export interface ReceivedBytes {
  readonly task: string;
  readonly received: number; // bytes
  readonly total: number; // bytes
}

/** Called a few times a second while bytes arrive, and once more when the last one has. */
export type OnReceived = (step: ReceivedBytes) => void;

/** At least so many bytes in so many milliseconds. */
export interface Pace {
  readonly bytes: number;
  readonly within: number; // ms
}

/** What is slower than 5 KB/s would need hours for a model. */
export const defaultPace: Pace = { bytes: 150_000, within: 30_000 };

/** Calls `tooSlow` once, with the bytes that came, after the first span that had too few of them. Whoever watches stops it. */
export function watchPace({ bytes, within }: Pace, tooSlow: (arrived: number) => void): {
  readonly arrived: (count: number) => void;
  readonly stop: () => void;
} {
  let sum = 0; // bytes in this span
  const timer = setInterval(() => {
    if (sum < bytes) {
      clearInterval(timer);
      tooSlow(sum);
    }
    sum = 0;
  }, within);
  return {
    arrived: (count) => {
      sum += count;
    },
    stop: () => clearInterval(timer),
  };
}
