// What `submit`, `work`, `status` and `collect` are asked.
import type { DeviceChoice } from "@camlucida/tensor";
import process from "node:process";
import { UsageError } from "../errors/errors.ts";
import { optionsOf } from "./option_table.ts";
import type { Detail, Options } from "./options.ts";
import type { Typed } from "./tokens.ts";
import { last, readCount, readDetail, readDevice, readJobs } from "./values.ts";

/** A queue on a Redis server. */
export interface QueueOptions {
  readonly url: string; // redis:// or rediss://, perhaps with a password: never to be told
  readonly name: string;
}

export interface SubmitOptions {
  readonly queue: QueueOptions;
  readonly root: string; // a folder
  readonly batch: number; // pictures in a job
  readonly json: boolean;
  /** What is submitted, as `explain` would be asked for it. */
  readonly explained: Options;
  /** The words that say how pictures are explained, without the pictures: "--method=cam". `explain` behind them reads the same. */
  readonly settings: readonly string[];
}

export interface WorkOptions {
  readonly queue: QueueOptions;
  readonly root: string; // a folder
  readonly device: DeviceChoice;
  readonly jobs: number | undefined;
  readonly detail: Detail;
  readonly untilEmpty: boolean; // ends when nothing is left
}

export interface StatusOptions {
  readonly queue: QueueOptions;
  readonly json: boolean;
}

export interface CollectOptions {
  readonly queue: QueueOptions;
  readonly remove: boolean; // from the queue, what is written
}

/** @throws UsageError "usage-missing-value", "usage-bad-value" */
export function readSubmit(typed: Typed, explained: Options): SubmitOptions {
  return {
    queue: readQueue("submit", typed), root: last(typed, "root") ?? ".", batch: readCount(typed, "batch", [1, 10_000]) ?? 16, json: typed.has("json"),
    explained, settings: settingsIn(typed),
  };
}

/** @throws UsageError "usage-missing-value", "usage-bad-value" */
export function readWork(typed: Typed): WorkOptions {
  return {
    queue: readQueue("work", typed), root: last(typed, "root") ?? ".", device: readDevice(typed), jobs: readJobs(typed), detail: readDetail(typed),
    untilEmpty: typed.has("until-empty"),
  };
}

/** @throws UsageError "usage-missing-value", "usage-bad-value" */
export const readStatus = (typed: Typed): StatusOptions => ({ queue: readQueue("status", typed), json: typed.has("json") });

/** @throws UsageError "usage-missing-value", "usage-bad-value" */
export const readCollect = (typed: Typed): CollectOptions => ({ queue: readQueue("collect", typed), remove: typed.has("remove") });

/** No message repeats the address: it may hold a password. */
function readQueue(command: string, typed: Typed): QueueOptions {
  const url = last(typed, "queue") ?? process.env["CAMLUCIDA_QUEUE"]; // in the environment a password is seen by fewer
  if (url === undefined) {
    throw new UsageError("usage-missing-value", `${command} needs to know the queue: --queue redis://HOST:6379, or the same in the environment as CAMLUCIDA_QUEUE.`);
  }
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new UsageError("usage-bad-value", "--queue: not an address such as redis://HOST:6379, or rediss://USER:PASSWORD@HOST:6379 with TLS.");
  }
  const name = last(typed, "queue-name") ?? "camlucida";
  if (/^[\w.-]{1,64}$/.test(name)) return { url, name };
  throw new UsageError("usage-bad-value", `--queue-name: ${JSON.stringify(name)} is not made of letters, digits, ".", "_" and "-".`);
}

/** Those of submit alone, what pictures there are, and what is said meanwhile. */
const notSettings = new Set(["queue", "queue-name", "root", "batch", "json", "config", "no-config", "quiet", "recursive", "files-from"]);

function settingsIn(typed: Typed): string[] {
  const switches = new Set(optionsOf("submit").filter(({ value }) => value === undefined).map(({ name }) => name));
  return [...typed].filter(([name]) => !notSettings.has(name)).flatMap(([name, values]) => (switches.has(name) ? [`--${name}`] : values.map((value) => `--${name}=${value}`)));
}
