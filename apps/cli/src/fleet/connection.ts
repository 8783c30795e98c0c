// A connection to the queue's server. The first one is made at once or not at all; one that is lost later is made again.
import { isIP } from "node:net";
import process from "node:process";
import type { Redis } from "ioredis";
import type { QueueOptions } from "../arguments/read_fleet.ts";
import { messageOf, systemCode } from "../errors/errors.ts";
import { printable } from "../report/terminal.ts";
import { addressOf, redacted, shownQueue } from "./address.ts";
import { FleetError } from "./fleet_error.ts";

const firstPatience = 5_000; // ms for the first connection
const longestPause = 2_000; // ms between two attempts
const oldest = [6, 2]; // what BullMQ needs: Redis 6.2; every Valkey says at least 7.2

/** @param patience ms for which a lost connection is tried again; Infinity where work waits for it */
export async function connect(queue: QueueOptions, patience: number): Promise<Redis> {
  const { Redis } = await import("ioredis");
  const { tls, ...address } = addressOf(queue);
  let connected = false;
  let lost: number | undefined; // since when
  const redis = new Redis({
    ...address, ...(tls && { tls: isIP(address.host) ? {} : { servername: address.host } }),
    lazyConnect: true, connectTimeout: firstPatience, maxRetriesPerRequest: null, // BullMQ asks for null: commands wait
    retryStrategy: (times) => {
      lost ??= performance.now();
      return connected && performance.now() - lost < patience ? Math.min(100 * times, longestPause) : null;
    },
  });
  let failure: unknown;
  redis.on("error", (error) => { failure = error; });
  redis.on("ready", () => { lost = undefined; });
  await redis.connect().catch((error: unknown) => { throw unreachable(queue, failure ?? error); });
  connected = true;
  await refuseUnsuitable(redis, queue).catch((error: unknown) => {
    redis.disconnect();
    throw asFleetError(queue, error);
  });
  return redis;
}

/** What a command on the queue failed with, as a typed error without credentials. Typed errors pass through. */
export function asFleetError(queue: QueueOptions, error: unknown): Error {
  if (!(error instanceof Error) || !isOfServer(error)) return error as Error;
  return unreachable(queue, error);
}

/** Errors of the connection, and replies of the server. */
const isOfServer = (error: Error): boolean =>
  error.name === "ReplyError" || error.name === "MaxRetriesPerRequestError" || /^Connection is closed|^Stream isn't writeable/.test(error.message) || systemCode(error) !== undefined && /^E[A-Z]+$/.test(systemCode(error) ?? "");

function unreachable(queue: QueueOptions, cause: unknown): FleetError {
  const said = printable(redacted(messageOf(cause), queue));
  if (/^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password))/.test(said)) {
    return new FleetError("queue-refused", `The queue ${shownQueue(queue)} does not let this user in (${said}). Check user and password: redis://USER:PASSWORD@HOST:6379.`);
  }
  if (cause instanceof Error && cause.name === "ReplyError") {
    return new FleetError("queue-refused", `The queue ${shownQueue(queue)} refuses a command (${said}). See what its server lacks, such as memory, or the right to write.`);
  }
  if (/certificate/i.test(said)) {
    return new FleetError("queue-refused", `The queue ${shownQueue(queue)} shows a certificate that is not trusted here (${said}). One of your own: NODE_EXTRA_CA_CERTS=FILE.`);
  }
  return new FleetError("queue-unreachable", `The queue ${shownQueue(queue)} cannot be reached (${said}). Is the server running, and the address right?`);
}

async function refuseUnsuitable(redis: Redis, queue: QueueOptions): Promise<void> {
  const info = await redis.info("server");
  const [, major = 0, minor = 0] = (/^redis_version:(\d+)\.(\d+)/m.exec(info) ?? []).map(Number);
  if (major > (oldest[0] as number) || (major === oldest[0] && minor >= (oldest[1] as number))) return;
  throw new FleetError("queue-unsuitable", `The queue ${shownQueue(queue)} is kept by a server of version ${major}.${minor}; Redis 6.2 or newer, or Valkey, is needed.`);
}

/** Says once when the server is gone, and once when it is back. */
export function tellLosses(redis: Redis, queue: QueueOptions): void {
  let gone = false;
  redis.on("reconnecting", () => {
    if (!gone) process.stderr.write(`The queue ${shownQueue(queue)} is out of reach. Trying again until it is back.\n`);
    gone = true;
  });
  redis.on("ready", () => {
    if (gone) process.stderr.write(`The queue ${shownQueue(queue)} is back.\n`);
    gone = false;
  });
}
