// Where pictures are read and written: by threads of their own where there are several pictures, else by this one.
import { serialQueue } from "@camlucida/cam";
import type { Sink } from "../files/stdout.ts";
import type { ChosenDevice } from "../model/devices.ts";
import type { Notice } from "../report/progress.ts";
import { fewThreadsText, roomForPictures } from "../run/limits.ts";
import { inlineSteps } from "./inline_steps.ts";
import { openPool, type Pool } from "./pool.ts";
import type { PictureSteps, StepSettings } from "./steps.ts";

interface OpenSteps {
  readonly steps: EndableSteps;
  readonly atWork: Int32Array | undefined; // of the pool's threads, where there is one
}

/** @param pictures how many there are; @param device where the network runs */
export function openSteps(settings: StepSettings, device: ChosenDevice, pictures: number, stdout: Sink, notice: Notice): OpenSteps {
  const several = pictures > 1;
  const { jobs } = settings.options.run;
  const threads = several ? Math.min(pictures, pictureThreads(device, jobs), roomForPictures()) : 0;
  const pool = threads > 0 ? openPool(settings, threads) : undefined;
  const own = inlineSteps(settings, stdout);
  if (several) sayFewThreads(device, jobs, notice);
  return { steps: endable(stepsOf(pool, several ? inTurn(own) : own)), atWork: pool?.atWork };
}

/** Standard input stays with this thread. */
function stepsOf(pool: Pool | undefined, own: PictureSteps): PictureSteps {
  if (!pool) return own;
  return { ...pool, load: (input, preprocessing) => (input.kind === "stdin" ? own : pool).load(input, preprocessing) };
}

/**
 * How many threads read and write pictures: as many as --jobs says. Without it, a network on the CPU keeps a core to itself: whoever shares it is waited for by all
 * pictures of a pass. Of the others its threads take what these leave.
 */
function pictureThreads({ kind }: ChosenDevice, jobs: number | undefined): number {
  if (jobs !== undefined) return jobs;
  const cores = navigator.hardwareConcurrency;
  return Math.max(1, Math.min(kind === "cpu" ? cores - 1 : cores, 8));
}

function sayFewThreads(device: ChosenDevice, jobs: number | undefined, notice: Notice): void {
  const ofNetwork = device.kind === "cpu" ? Math.min(navigator.hardwareConcurrency, jobs ?? Infinity) - 1 : 0;
  const text = fewThreadsText(pictureThreads(device, jobs) + ofNetwork);
  if (text !== undefined) notice("threads", text);
}

/** However many ask, one picture is read or written at a time. */
export function inTurn(steps: PictureSteps): PictureSteps {
  const next = serialQueue();
  return {
    load: (...given) => next(() => steps.load(...given)),
    write: (...given) => next(() => steps.write(...given)),
    writeSheet: (...given) => next(() => steps.writeSheet(...given)),
    close: () => steps.close(),
  };
}

interface EndableSteps extends PictureSteps {
  /** From now on no step begins; those asked for never settle. Resolves when what was being written is on the disk. */
  end(): Promise<void>;
}

/** Steps that can be ended in good order: what is being written is written to its end, and nothing new begins. */
export function endable(steps: PictureSteps): EndableSteps {
  const writing = new Set<Promise<unknown>>();
  let ended = false;
  const begin = <T>(work: () => Promise<T>): Promise<T> => (ended ? new Promise(() => undefined) : work());
  const track = async <T>(work: () => Promise<T>): Promise<T> => {
    const written = begin(work);
    writing.add(written);
    try {
      return await written;
    } finally {
      writing.delete(written);
    }
  };
  return {
    load: (...given) => begin(() => steps.load(...given)),
    write: (...given) => track(() => steps.write(...given)),
    writeSheet: (...given) => track(() => steps.writeSheet(...given)),
    close: () => steps.close(),
    end: async () => {
      ended = true;
      await Promise.allSettled(writing);
      await new Promise((done) => { setTimeout(done); }); // what has just been written is still to be reported
    },
  };
}
