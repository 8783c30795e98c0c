// `camlucida collect`: the results of all jobs as JSON lines, in the order of submission, each picture of the same settings once.
import type { Job } from "bullmq";
import process from "node:process";
import type { CollectOptions } from "../arguments/read_fleet.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import { NameSet } from "../files/name_table.ts";
import type { Sink } from "../files/stdout.ts";
import { failureOf, type InputResult, isUsable, jsonLine } from "../report/result.ts";
import type { Interruptions } from "../run/interruption.ts";
import { shownQueue } from "./address.ts";
import { readBatch } from "./batch.ts";
import { asFleetError, connect } from "./connection.ts";
import { unpackLines } from "./do_batch.ts";
import { FleetError } from "./fleet_error.ts";
import { openLedger } from "./ledger.ts";
import { type BatchResult, openQueue } from "./queue.ts";

const patience = 30_000; // ms for a server that is being restarted

/** A picture's line, and what tells it from others: its settings and its path. */
interface Collected {
  readonly of: string;
  readonly line: string;
  readonly failed: boolean;
}

interface Counts {
  lines: number;
  failed: number;
  undone: number; // jobs
}

/** @throws FleetError */
export async function collectCommand({ queue, remove }: CollectOptions, stdout: Sink, interruptions: Interruptions): Promise<ExitCode> {
  const redis = await connect(queue, patience);
  const counts: Counts = { lines: 0, failed: 0, undone: 0 };
  const stop = interruptions.during(() => `interrupted: ${counts.lines} lines were written`);
  try {
    await collectAll({ queue, remove }, redis, stdout, counts);
  } catch (error) {
    throw asFleetError(queue, error);
  } finally {
    stop();
    redis.disconnect();
  }
  if (counts.undone > 0) process.stderr.write(`${counts.undone} jobs of ${shownQueue(queue)} are not done yet: collect again later.\n`);
  return counts.undone > 0 ? exitCodes.incomplete : counts.failed > 0 ? exitCodes.someFailed : exitCodes.allDone;
}

async function collectAll({ queue: address, remove }: CollectOptions, redis: Awaited<ReturnType<typeof connect>>, stdout: Sink, counts: Counts): Promise<void> {
  const queue = await openQueue(redis, address);
  const ledger = openLedger(redis, address);
  const { Job } = await import("bullmq");
  const written = new NameSet();
  for await (const ids of ledger.jobs()) {
    const finished: Job[] = [];
    for (const id of ids) {
      const job = await Job.fromId<unknown, BatchResult>(queue, id);
      const collected = job?.finishedOn === undefined ? undefined : await linesOf(job);
      if (!job || !collected) {
        counts.undone++;
        continue;
      }
      for (const { line, failed } of collected.filter((each) => written.add(each.of))) {
        counts.lines++;
        counts.failed += Number(failed);
        if (!await stdout.write(line)) return; // nobody reads what follows
      }
      finished.push(job);
    }
    if (!remove) continue;
    await Promise.all(finished.map((job) => job.remove()));
    await ledger.forget(finished.map(({ id }) => id as string));
  }
}

/** The lines of a job that is done, or that nobody will do. */
async function linesOf(job: Job<unknown, BatchResult>): Promise<Collected[]> {
  const reason = (job.failedReason as string | undefined) ?? "";
  try {
    const { model, settings, files, pictures } = readBatch(job.data);
    const lines = reason === "" ? (await unpackLines(job.returnvalue)).split("\n") : pictures.map(({ path }) => jsonLine(failureOf(path, abandoned(reason))).trimEnd());
    return pictures.map(({ path }, at) => ({ of: JSON.stringify([model, settings, files, path]), line: `${lines[at]}\n`, failed: hasFailed(lines[at] as string) }));
  } catch (error) {
    return [{ of: job.id as string, line: jsonLine(failureOf(`job ${job.id}`, error)), failed: true }];
  }
}

function hasFailed(line: string): boolean {
  const result = JSON.parse(line) as InputResult;
  return !("skipped" in result) && !isUsable(result);
}

const abandoned = (reason: string): FleetError => new FleetError("fleet-job-abandoned",
  `The job of this picture was given up (${reason}). If it ends its workers, submit its pictures with --batch 1 to see which.`);
