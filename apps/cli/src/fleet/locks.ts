// The locks of the jobs at hand, as the main thread knows them.
import type { QueueOptions } from "../arguments/read_fleet.ts";

export type LockOrder =
  | { readonly kind: "begin"; readonly queue: QueueOptions }
  | { readonly kind: "hold"; readonly id: string; readonly token: string }
  | { readonly kind: "release"; readonly id: string }
  | { readonly kind: "beat" };

export interface Locks {
  /** From now on the lock of this job is renewed. @returns ends that */
  hold(id: string, token: string): () => void;
  close(): void;
}

const beatEvery = 10_000; // ms

export function openLocks(queue: QueueOptions): Locks {
  const thread = new Worker(new URL("./lock_thread.ts", import.meta.url), { type: "module" });
  const tell = (order: LockOrder): void => thread.postMessage(order);
  tell({ kind: "begin", queue });
  const beat = setInterval(() => tell({ kind: "beat" }), beatEvery);
  return {
    hold: (id, token) => {
      tell({ kind: "hold", id, token });
      return () => tell({ kind: "release", id });
    },
    close: () => {
      clearInterval(beat);
      thread.terminate();
    },
  };
}
