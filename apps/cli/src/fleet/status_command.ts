// `camlucida status`: how far the queue is.
import type { Redis } from "ioredis";
import type { QueueOptions, StatusOptions } from "../arguments/read_fleet.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import type { Sink } from "../files/stdout.ts";
import { jsonLine } from "../report/result.ts";
import { duration } from "../report/wording.ts";
import { shownQueue } from "./address.ts";
import { asFleetError, connect } from "./connection.ts";
import { openLedger } from "./ledger.ts";
import { openQueue } from "./queue.ts";

export interface FleetStatus {
  readonly jobs: { readonly waiting: number; readonly active: number; readonly done: number; readonly failed: number };
  readonly pictures: { readonly submitted: number; readonly explained: number; readonly failed: number; readonly left: number };
  readonly workers: number;
  readonly perSecond: number | null; // pictures, over the last minute; null where none were done in it
  readonly secondsLeft: number | null; // at that rate
}

const window = 60_000; // ms that the rate is taken over
const patience = 10_000; // ms for a server that is being restarted

/** @throws FleetError */
export async function statusCommand({ queue, json }: StatusOptions, stdout: Sink): Promise<ExitCode> {
  const redis = await connect(queue, patience);
  try {
    const status = await statusOf(redis, queue, Date.now());
    await stdout.write(json ? jsonLine({ queue: shownQueue(queue), ...status }) : statusText(shownQueue(queue), status));
    return exitCodes.allDone;
  } catch (error) {
    throw asFleetError(queue, error);
  } finally {
    redis.disconnect();
  }
}

/** @param now ms of the epoch */
export async function statusOf(redis: Redis, address: QueueOptions, now: number): Promise<FleetStatus> {
  const queue = await openQueue(redis, address);
  const ledger = openLedger(redis, address);
  const [counts, sums, workers, abandoned, recent] = await Promise.all([
    queue.getJobCounts("waiting", "active", "delayed", "prioritized", "completed", "failed"), ledger.sums(), queue.getWorkersCount(),
    redis.zrange(queue.toKey("failed"), 0, -1), redis.zrangebyscore(queue.toKey("completed"), now - window, "+inf", "WITHSCORES"),
  ]);
  const of = (name: string): number => counts[name] ?? 0;
  const lost = (await ledger.picturesOf(abandoned)).reduce((sum, count) => sum + count, 0);
  const left = Math.max(0, sums.submitted - sums.explained - sums.failed - lost);
  const perSecond = await rateOf(recent, ledger, now);
  return {
    jobs: { waiting: of("waiting") + of("delayed") + of("prioritized"), active: of("active"), done: of("completed"), failed: of("failed") },
    pictures: { submitted: sums.submitted, explained: sums.explained, failed: sums.failed + lost, left },
    workers, perSecond, secondsLeft: perSecond === null ? null : left / perSecond,
  };
}

/** @param recent jobs with the times when they were done, one behind the other, in order of time */
async function rateOf(recent: readonly string[], ledger: ReturnType<typeof openLedger>, now: number): Promise<number | null> {
  const ids = recent.filter((_, at) => at % 2 === 0);
  if (ids.length < 2) return null;
  const pictures = (await ledger.picturesOf(ids.slice(1))).reduce((sum, count) => sum + count, 0); // those of the first were explained before
  return pictures / Math.max(1, (now - Number(recent[1])) / 1000);
}

export function statusText(name: string, { jobs, pictures, workers, perSecond, secondsLeft }: FleetStatus): string {
  const rate = perSecond === null ? "" : `, ${perSecond.toFixed(1)} pictures a second${pictures.left > 0 && secondsLeft !== null ? `, about ${duration(1000 * secondsLeft)} left` : ""}`;
  return `${name}\n` +
    `pictures  ${pictures.explained} explained, ${pictures.failed} failed, ${pictures.left} left of ${pictures.submitted}\n` +
    `jobs      ${jobs.waiting} waiting, ${jobs.active} at work, ${jobs.done} done, ${jobs.failed} failed\n` +
    `workers   ${workers}${rate}\n`;
}
