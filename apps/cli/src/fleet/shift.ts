// A worker's shift: jobs come, are done side by side, and go back where they cannot be.
import type { Job } from "bullmq";
import type { Redis } from "ioredis";
import { setTimeout as pause } from "node:timers/promises";
import type { QueueOptions } from "../arguments/read_fleet.ts";
import { type DoneBatch, refuses } from "./do_batch.ts";
import { openLedger } from "./ledger.ts";
import type { Locks } from "./locks.ts";
import { type BatchResult, openQueue, openWorker } from "./queue.ts";

export interface ShiftParts {
  readonly queue: QueueOptions;
  readonly redis: Redis;
  readonly locks: Locks;
  /** Does a job. */
  readonly work: (data: unknown) => Promise<DoneBatch>;
  /** How many pictures keep the machine busy. */
  readonly capacity: () => number;
  /** Hears of every job that is done, and of what the queue complains. */
  readonly tell: (done: DoneBatch) => void;
  readonly complain: (error: Error) => void;
}

export interface Shift {
  /** Until there is nothing left, or for ever; or until a job is refused. @throws why it was */
  run(end: "empty" | "never"): Promise<void>;
  /** Takes no more jobs. */
  stop(): Promise<void>;
  /** Gives the jobs at hand back to the queue. @returns how many */
  giveBack(): Promise<number>;
}

const betweenLooks = 500; // ms

export async function openShift({ queue: address, redis, locks, work, capacity, tell, complain }: ShiftParts): Promise<Shift> {
  const { WaitingError } = await import("bullmq");
  const atHand = new Map<string, { readonly job: Job<unknown, BatchResult>; readonly token: string }>();
  const ledger = openLedger(redis, address);
  const queue = await openQueue(redis, address);
  let refusal: unknown;
  const worker = await openWorker(redis, address, async (job, token = "") => {
    const id = job.id as string;
    const release = locks.hold(id, token);
    atHand.set(id, { job, token });
    try {
      const done = await work(job.data);
      await ledger.tally(id, done.tally);
      worker.concurrency = jobsFor(capacity(), done);
      tell(done);
      return done.result;
    } catch (error) {
      if (!refuses(error)) throw error; // the job has failed
      refusal ??= error;
      void worker.close(); // first: no further job is taken
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      release();
      atHand.delete(id);
    }
  });
  worker.concurrency = 2; // one that is done, and one that is begun meanwhile
  worker.on("error", complain);

  /** Nothing waits, and nobody is at work: what a dead worker had comes back before. */
  async function emptied(): Promise<void> {
    for (;;) {
      const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized");
      if (Object.values(counts).every((count) => count === 0)) return;
      await pause(betweenLooks);
    }
  }

  return {
    run: async (end) => {
      const closed = new Promise<void>((resolve) => { worker.once("closing", () => resolve()); });
      const running = worker.run();
      await Promise.race([closed, running, ...(end === "empty" ? [emptied()] : [])]);
      await worker.close();
      if (refusal !== undefined) throw refusal;
    },
    stop: () => worker.pause(true),
    giveBack: async () => {
      const given = await Promise.allSettled([...atHand.values()].map(({ job, token }) => job.moveToWait(token)));
      return given.filter(({ status }) => status === "fulfilled").length;
    },
  };
}

/** As many jobs side by side as have pictures enough, and one more. */
const jobsFor = (capacity: number, { tally: { explained, failed } }: DoneBatch): number => Math.min(1 + Math.ceil(capacity / Math.max(1, explained + failed)), 64);
