// The queue itself: BullMQ's, on a server of Redis. Loaded when it is needed: no other command waits for it.
import type { Processor, Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { QueueOptions } from "../arguments/read_fleet.ts";

/** What a worker returns of a job: its pictures' lines. */
export interface BatchResult {
  readonly lines: string; // as --json prints them, compressed by gzip, in base64
}

/**
 * A job belongs to whoever renews its lock. Renewing is the work of a thread of its own (lock_thread.ts), since the main one computes for
 * seconds without hearing anything: so the lock may be short, and a worker that was killed is noticed after 6 to 10 s.
 */
export const lockDuration = 6_000; // ms
export const renewEvery = 1_000; // ms
const stalledInterval = 2_000; // ms between two looks for jobs whose lock has run out

/** How often a job may lose its worker before it counts as the reason. */
const mostStalls = 5;

export async function openQueue(redis: Redis, { name }: Pick<QueueOptions, "name">): Promise<Queue> {
  const { Queue } = await import("bullmq");
  return new Queue(name, { connection: redis, skipWaitingForReady: true });
}

/** @param work of one job. @returns a worker that has not begun */
export async function openWorker(redis: Redis, { name }: Pick<QueueOptions, "name">, work: Processor<unknown, BatchResult>): Promise<Worker<unknown, BatchResult>> {
  const { Worker } = await import("bullmq");
  return new Worker<unknown, BatchResult>(name, work, { connection: redis, autorun: false, lockDuration, stalledInterval, maxStalledCount: mostStalls, skipLockRenewal: true });
}
