// Explains every input: opens what that needs, and closes it.
import process from "node:process";
import type { Options } from "./arguments.ts";
import { planMaps, type MapPlan } from "./asking/plan.ts";
import { targetsFor } from "./asking/targets.ts";
import { readLogits, requireClasses } from "./checking/logits_file.ts";
import { chooseDevice, goingOn, type ChosenDevice, type Workload } from "./devices.ts";
import { UsageError } from "./errors.ts";
import type { ExitCode } from "./exit.ts";
import { knownNames } from "./existing.ts";
import { explainEach } from "./explain_each.ts";
import { listInputs } from "./files/inputs.ts";
import { openListing, type Listing } from "./files/listing.ts";
import { guardOf, openPlan, type Plan } from "./files/plan.ts";
import { classSlugs } from "./files/slug.ts";
import type { Sink } from "./files/stdout.ts";
import type { Interruptions } from "./interruption.ts";
import { fewThreadsText, roomForPictures } from "./open_files.ts";
import { readBoxesFile } from "./judging/boxes_file.ts";
import { forwardOf } from "./forward.ts";
import { openModel, readModel, type Model } from "./model.ts";
import { templatesOf } from "./outputs.ts";
import { noticesOn, type Notice } from "./report/notices.ts";
import { openTally } from "./report/tally.ts";
import type { Job } from "./job.ts";
import { openTypesetter } from "./sheet/typesetter.ts";
import { inTurn } from "./steps/in_turn.ts";
import { ownSteps } from "./steps/own_steps.ts";
import { endable } from "./steps/endable.ts";
import { openPool, type Pool } from "./steps/pool.ts";
import type { PictureSteps } from "./steps/steps.ts";

/**
 * Inputs that are known before the first is explained: what is refused of these, is refused before any work. All of them, where
 * files may be replaced, since no photograph may be.
 */
const knownAtOnce = 10_000;

/**
 * @param choose chooses a device, for the first time and after a loss
 * @throws ModelError, CheckpointError, GraphError, DeviceError, LabelError, BoxesError, CheckError, OutputError for what concerns the whole run
 */
export async function explainAll(options: Options, stdout: Sink, interruptions: Interruptions, choose = chooseDevice): Promise<ExitCode> {
  const names = openPlan(templatesOf(options), options.force);
  const inputs = await openListing(listInputs(options.inputs), names, options.force ? Infinity : knownAtOnce);
  try {
    names.refuseReplaced();
    return await explainListed(inputs, names, options, stdout, interruptions, choose);
  } finally {
    inputs.close();
  }
}

async function explainListed(
  inputs: Listing, names: Plan, options: Options, stdout: Sink, interruptions: Interruptions, choose: typeof chooseDevice,
): Promise<ExitCode> {
  const boxesOf = options.boxes === undefined ? undefined : await readBoxesFile(options.boxes);
  const saved = options.check === undefined ? undefined : await readLogits(options.check);
  if (saved && inputs.found !== 1) throw new UsageError("usage-contradiction", `--check compares one picture's logits, and ${inputs.found} were given.`);
  const plan = planMaps(options);
  const { photographs } = names;
  const settings = { options, photographs };
  const first = await choose(options.device);
  const several = inputs.usable > 1;
  const threads = several ? Math.min(inputs.usable, pictureThreads(first), roomForPictures()) : 0;
  const pool = threads > 0 ? openPool(settings, threads) : undefined;
  const own = ownSteps(settings, stdout);
  const steps = endable(stepsOf(pool, several ? inTurn(own) : own));
  const notice = noticesOn(process.stderr, options.detail);
  if (several) sayFewThreads(first, notice);
  try {
    const model = await openModelOn(first, workload(options, plan, several, pool), options, choose);
    try {
      const typesetter = options.sheet === undefined ? undefined : await openTypesetter();
      const { labels, network } = model;
      if (saved) requireClasses(saved, network.classes);
      const targets = targetsFor(options, labels);
      const forward = forwardOf(network, plan, options);
      const slugs = classSlugs(labels);
      const job: Job = {
        options, model, forward, steps, guard: guardOf(photographs), stdout, notice, slugs, plan, targetsFor: targets, knownNames: knownNames(options, plan, labels, slugs), boxesOf, saved, typesetter,
      };
      const tally = openTally();
      const stop = interruptions.during(async () => {
        await steps.end();
        return tally.interrupted(inputs.found);
      });
      return await explainEach(inputs, names, job, pool?.atWork.length ?? 1, tally).finally(stop);
    } finally {
      model.dispose();
    }
  } finally {
    steps.close();
  }
}

/** By threads of their own where there are several pictures. Standard input stays with this one. */
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

/** Weights that are read once are not packed for later. */
function workload({ metrics, smooth }: Options, { requests }: MapPlan, several: boolean, pool: Pool | undefined): Workload {
  const goesOn = requests.some(({ method }) => method.weights.from === "passes"); // forward passes of the method's own
  return { weights: several || metrics || smooth === "augment" || goesOn ? "for good" : "for one step", othersAtWork: pool?.atWork };
}

/** The model on the device, which it closes. */
async function openModelOn(device: ChosenDevice, work: Workload, options: Options, choose: typeof chooseDevice): Promise<Model> {
  const files = await readModel(options).catch((error: unknown) => {
    device.close();
    throw error;
  });
  return openModel(files, work, device, goingOn(options.device, say, choose)).catch((error: unknown) => {
    files.close();
    throw error;
  });
}

/** A line for people in the middle of the work, in place of the progress line. */
const say = (line: string): void => void process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}${line}\n`);
