// What the queue itself does not keep: in which order jobs were submitted, how many pictures each has, and what became of these. Beside
// BullMQ's own keys, so that whoever may use the queue may use these.
import type { Redis } from "ioredis";
import type { QueueOptions } from "../arguments/read_fleet.ts";

/** What became of a job's pictures. */
export interface BatchTally {
  readonly explained: number;
  readonly failed: number;
}

export interface Ledger {
  /** Enters jobs behind all others, those that are there already excepted. To be done before they are added, so that none is forgotten. @returns how many are new */
  enter(jobs: readonly { readonly id: string; readonly pictures: number }[]): Promise<number>;
  tally(id: string, tally: BatchTally): Promise<void>;
  /** All jobs in the order of submission, some at a time. */
  jobs(): AsyncGenerator<string[]>;
  forget(ids: readonly string[]): Promise<void>;
  /** Pictures of these jobs; of those that nobody entered 0. */
  picturesOf(ids: readonly string[]): Promise<number[]>;
  talliesOf(ids: readonly string[]): Promise<(BatchTally | undefined)[]>;
  /** The sums over all jobs. */
  sums(): Promise<BatchTally & { readonly submitted: number }>;
}

const perPage = 500; // jobs

export function openLedger(redis: Redis, { name }: Pick<QueueOptions, "name">): Ledger {
  const key = (what: string): string => `bull:${name}:${what}`;
  const [order, next, pictures, tallies] = [key("submitted"), key("submitted-next"), key("pictures"), key("tallies")] as const;
  const picturesOf: Ledger["picturesOf"] = async (ids) => (ids.length === 0 ? [] : (await redis.hmget(pictures, ...ids)).map(Number));
  const talliesOf: Ledger["talliesOf"] = async (ids) => (ids.length === 0 ? [] : (await redis.hmget(tallies, ...ids)).map((text) => (text === null ? undefined : readTally(text))));
  return {
    picturesOf, talliesOf,
    enter: async (jobs) => {
      const last = await redis.incrby(next, jobs.length);
      const added = await redis.zadd(order, "NX", ...jobs.flatMap(({ id }, at) => [last - jobs.length + at, id]));
      await redis.hset(pictures, Object.fromEntries(jobs.map(({ id, pictures: count }) => [id, count])));
      return Number(added);
    },
    tally: async (id, { explained, failed }) => void await redis.hset(tallies, id, `${explained} ${failed}`),
    jobs: async function* () {
      for (let after = "-inf"; ;) {
        const page = await redis.zrangebyscore(order, after, "+inf", "WITHSCORES", "LIMIT", 0, perPage);
        if (page.length === 0) return;
        yield page.filter((_, at) => at % 2 === 0);
        after = `(${page.at(-1) as string}`;
      }
    },
    forget: async (ids) => {
      if (ids.length === 0) return;
      await redis.multi().zrem(order, ...ids).hdel(pictures, ...ids).hdel(tallies, ...ids).exec();
    },
    sums: async () => {
      const [counts, texts] = await Promise.all([redis.hvals(pictures), redis.hvals(tallies)]);
      const all = texts.map(readTally);
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
      return { submitted: sum(counts.map(Number)), explained: sum(all.map(({ explained }) => explained)), failed: sum(all.map(({ failed }) => failed)) };
    },
  };
}

function readTally(text: string): BatchTally {
  const [explained = 0, failed = 0] = text.split(" ").map(Number);
  return { explained, failed };
}
