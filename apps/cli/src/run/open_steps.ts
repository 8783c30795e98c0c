// Where pictures are read and written: by threads of their own where there are several pictures, else by this one.
import { fewThreadsText, roomForPictures } from "./limits.ts";
import type { Sink } from "../files/stdout.ts";
import type { ChosenDevice } from "../model/devices.ts";
import type { Notice } from "../report/notices.ts";
import { endable, type EndableSteps } from "../steps/endable.ts";
import { inlineSteps, inTurn } from "../steps/inline_steps.ts";
import { openPool, type Pool } from "../steps/pool.ts";
import type { PictureSteps, StepSettings } from "../steps/steps.ts";

export interface OpenSteps {
  readonly steps: EndableSteps;
  readonly atWork: Int32Array | undefined; // of the pool's threads, where there is one
}

/** @param pictures how many there are; @param device where the network runs */
export function openSteps(settings: StepSettings, device: ChosenDevice, pictures: number, stdout: Sink, notice: Notice): OpenSteps {
  const several = pictures > 1;
  const threads = several ? Math.min(pictures, pictureThreads(device), roomForPictures()) : 0;
  const pool = threads > 0 ? openPool(settings, threads) : undefined;
  const own = inlineSteps(settings, stdout);
  if (several) sayFewThreads(device, notice);
  return { steps: endable(stepsOf(pool, several ? inTurn(own) : own)), atWork: pool?.atWork };
}

/** Standard input stays with this thread. */
function stepsOf(pool: Pool | undefined, own: PictureSteps): PictureSteps {
  if (!pool) return own;
  return { ...pool, load: (input, normalisation) => (input.kind === "stdin" ? own : pool).load(input, normalisation) };
}

/**
 * How many threads read and write pictures. A network on the CPU keeps a core to itself: whoever shares it is waited for by all
 * pictures of a pass. Of the others its threads take what these leave.
 */
function pictureThreads({ kind }: ChosenDevice): number {
  const cores = navigator.hardwareConcurrency;
  return Math.max(1, Math.min(kind === "cpu" ? cores - 1 : cores, 8));
}

function sayFewThreads(device: ChosenDevice, notice: Notice): void {
  const text = fewThreadsText(pictureThreads(device) + (device.kind === "cpu" ? navigator.hardwareConcurrency - 1 : 0));
  if (text !== undefined) notice("threads", text);
}
