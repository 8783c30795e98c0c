// The thread that renews the locks of a worker's jobs while the worker computes.
import type { Job } from "bullmq";
import type { QueueOptions } from "../arguments/read_fleet.ts";
import { connect } from "./connection.ts";
import type { LockOrder } from "./locks.ts";
import { lockDuration, openQueue, renewEvery } from "./queue.ts";

const longestSilence = 600_000; // ms: a worker that is not heard for longer is taken for stuck, and its jobs go to others

const held = new Map<string, { readonly token: string; job?: Job | undefined }>(); // by the job's id
let heard = Date.now();

globalThis.addEventListener("message", ({ data }: MessageEvent<LockOrder>) => {
  heard = Date.now();
  if (data.kind === "begin") void begin(data.queue);
  if (data.kind === "hold") held.set(data.id, { token: data.token });
  if (data.kind === "release") held.delete(data.id);
});

async function begin(address: QueueOptions): Promise<void> {
  const redis = await connect(address, Infinity).catch(() => undefined); // the worker's own connection tells what is wrong
  if (!redis) return void setTimeout(() => void begin(address), renewEvery);
  const queue = await openQueue(redis, address);
  const { Job } = await import("bullmq");
  setInterval(() => {
    if (Date.now() - heard > longestSilence) return;
    for (const [id, entry] of held) {
      const renewed = async (): Promise<unknown> => (entry.job ??= await Job.fromId(queue, id))?.extendLock(entry.token, lockDuration);
      renewed().catch(() => undefined); // a lock that is lost: the job is done twice, with the same bytes
    }
  }, renewEvery);
}
