// A worker's shift: jobs come, are done side by side, and go back where they cannot be.
import type { Redis } from "ioredis";
import { setTimeout as pause } from "node:timers/promises";
import type { QueueOptions } from "../arguments/read_fleet.ts";
import { type DoneBatch, refuses } from "./do_batch.ts";
import { openLedger } from "./ledger.ts";
import type { Locks } from "./locks.ts";
import { openQueue, openWorker } from "./queue.ts";

export interface ShiftParts {
  readonly queue: QueueOptions;
  readonly redis: Redis;
  readonly locks: Locks;
  /** Does a job. */
  readonly work: (data: unknown) => Promise<DoneBatch>;
  /** Hears that a job's last worker is dead, before the job is done. */
  readonly inherit: () => void;
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

export async function openShift({ queue: address, redis, locks, work, inherit, capacity, tell, complain }: ShiftParts): Promise<Shift> {
  const { WaitingError } = await import("bullmq");
  const stopped = openStop();
  let givenBack = 0;
  const ledger = openLedger(redis, address);
  const queue = await openQueue(redis, address);
  let refusal: unknown;
  const worker = await openWorker(redis, address, async (job, token = "") => {
    const id = job.id as string;
    const release = locks.hold(id, token);
    if (job.stalledCounter > 0) inherit();
    try {
      const done = await stopped.before(() => work(job.data));
      await ledger.tally(id, done.tally);
      worker.concurrency = jobsFor(capacity(), done);
      tell(done);
      return done.result;
    } catch (error) {
      if (error !== interruption && !refuses(error)) throw error; // the job has failed
      if (error === interruption) givenBack++;
      else refusal ??= error;
      void worker.close(); // first: no further job is taken
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      release();
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
      if (stopped.is) await new Promise(() => undefined); // whoever stopped it ends this process
      if (refusal !== undefined) throw refusal;
    },
    stop: () => worker.pause(true),
    giveBack: async () => {
      stopped.stop();
      await worker.close(); // also what is only just being fetched goes back
      return givenBack;
    },
  };
}

const interruption = new Error("interrupted");

/** Ends the waiting for work that nobody will hear of any more. */
function openStop(): { readonly is: boolean; stop(): void; before<Result>(work: () => Promise<Result>): Promise<Result> } {
  let is = false;
  const waiting = new Set<(error: Error) => void>();
  return {
    get is() { return is; },
    stop: () => {
      is = true;
      waiting.forEach((reject) => reject(interruption));
    },
    /** @throws interruption */
    before: (work) => new Promise((resolve, reject) => {
      if (is) return reject(interruption);
      waiting.add(reject);
      void work().then(resolve, reject).finally(() => waiting.delete(reject));
    }),
  };
}

/** As many jobs side by side as have pictures enough, and one more. */
const jobsFor = (capacity: number, { tally: { explained, failed } }: DoneBatch): number => Math.min(1 + Math.ceil(capacity / Math.max(1, explained + failed)), 64);
