// `camlucida work`: takes jobs from the queue and explains their pictures, until somebody ends it, or nothing is left.
import process from "node:process";
import type { WorkOptions } from "../arguments/read_fleet.ts";
import { messageOf, UsageError } from "../errors/errors.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import { openSweeper } from "../files/locked_file.ts";
import type { Sink } from "../files/stdout.ts";
import { printable } from "../report/terminal.ts";
import type { Interruptions } from "../run/interruption.ts";
import { redacted, shownQueue } from "./address.ts";
import { asFleetError, connect, tellLosses } from "./connection.ts";
import { doBatch } from "./do_batch.ts";
import { openBatchExplainer } from "./explainer.ts";
import { openLocks } from "./locks.ts";
import { openShift, type Shift } from "./shift.ts";

/** @throws FleetError, errors of model and device: what makes this worker unfit for a job, which is back in the queue then */
export async function workCommand(options: WorkOptions, _stdout: Sink, interruptions: Interruptions): Promise<ExitCode> {
  const { queue, untilEmpty, detail } = options;
  const root = enter(options.root);
  const redis = await connect(queue, Infinity);
  const say = (line: string): void => void (detail !== "quiet" && process.stderr.write(`${line}\n`));
  tellLosses(redis, queue);
  const locks = openLocks(queue);
  const explainer = openBatchExplainer();
  const sweeper = openSweeper();
  const counts = { jobs: 0, explained: 0, failed: 0 };
  const told = (): string => `${counts.explained} explained, ${counts.failed} failed in ${counts.jobs} jobs`;
  try {
    const shift = await openShift({
      queue, redis, locks, capacity: () => explainer.capacity,
      work: (data) => doBatch(data, { root, own: options, explainer, sweeper }),
      inherit: sweeper.forget, // the dead one may have left a file in a folder that was seen to before
      tell: ({ tally }) => {
        counts.jobs++;
        counts.explained += tally.explained;
        counts.failed += tally.failed;
        if (detail === "verbose") say(told());
      },
      complain: (error) => void (detail === "verbose" && say(printable(redacted(messageOf(error), queue)))),
    });
    say(`At work for ${shownQueue(queue)}, below ${printable(root)}. Ctrl-C ends it.`);
    const stop = interruptions.during(() => endShift(shift, () => Promise.all([explainer.end(), sweeper.done()]), told));
    await shift.run(untilEmpty ? "empty" : "never").finally(stop);
    await sweeper.done();
  } catch (error) {
    throw asFleetError(queue, error);
  } finally {
    explainer.close();
    locks.close();
    redis.disconnect();
  }
  say(told());
  return exitCodes.allDone;
}

/** What is being written is written to its end; the jobs that it belongs to go back, and find it there. */
async function endShift(shift: Shift, end: () => Promise<unknown>, told: () => string): Promise<string> {
  await shift.stop();
  await end();
  const back = await shift.giveBack();
  return `interrupted: ${told()}, ${back} given back`;
}

/** Jobs name paths below the root: it becomes the current folder. */
function enter(root: string): string {
  try {
    process.chdir(root);
    return process.cwd();
  } catch (error) {
    throw new UsageError("usage-bad-value", `--root: ${root} is no folder that can be worked in (${messageOf(error)}).`, { cause: error });
  }
}
