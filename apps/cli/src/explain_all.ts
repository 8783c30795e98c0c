// Explains every input: several under way at a time, reported in turn. One bad picture never stops the others.
import { dirname, resolve } from "node:path";
import process from "node:process";
import type { Options } from "./arguments.ts";
import { planMaps, type MapPlan } from "./asking/plan.ts";
import { targetsFor } from "./asking/targets.ts";
import { readLogits, requireClasses } from "./checking/logits_file.ts";
import { goingOn, openDevice, type Device } from "./devices.ts";
import { UsageError } from "./errors.ts";
import { endsRun, exitCodeOf, type ExitCode } from "./exit.ts";
import { knownNames } from "./existing.ts";
import { explainOne } from "./explain_one.ts";
import { listInputs, nameOf, type Input } from "./files/inputs.ts";
import { openSweeper } from "./files/locked_file.ts";
import { openListing, type Listing } from "./files/listing.ts";
import { guardOf, openPlan, type Plan } from "./files/plan.ts";
import { classSlugs } from "./files/slug.ts";
import type { Sink } from "./files/stdout.ts";
import { toStdout } from "./files/template.ts";
import { decodedBytes } from "./image/decoded_bytes.ts";
import type { Interruptions } from "./interruption.ts";
import { inOrder } from "./in_order.ts";
import { fewThreadsText, roomForPictures } from "./open_files.ts";
import { readBoxesFile } from "./judging/boxes_file.ts";
import { summariseRun } from "./judging/measured.ts";
import { metricsTable } from "./judging/metrics_text.ts";
import { lookWith } from "./looking.ts";
import { openModel, readModel, type Model, type NetworkPlan } from "./model.ts";
import { templatesOf } from "./outputs.ts";
import { checkLines } from "./report/check_text.ts";
import { failureOf, jsonLine, summaryLine } from "./report/json.ts";
import { noticesOn, type Notice } from "./report/notices.ts";
import { progressOn } from "./report/progress.ts";
import { filesOf, isLeftOut, type ImageResult, type InputResult } from "./report/result.ts";
import { styleFor } from "./report/style.ts";
import { openTally, type Tally } from "./report/tally.ts";
import { failureText, successText, type Notes } from "./report/text.ts";
import type { Job } from "./job.ts";
import { openTypesetter } from "./sheet/typesetter.ts";
import { inTurn } from "./steps/in_turn.ts";
import { ownSteps } from "./steps/own_steps.ts";
import { endable } from "./steps/endable.ts";
import { openPool, type Pool } from "./steps/pool.ts";
import type { PictureSteps } from "./steps/steps.ts";
import { roomFor, underWay } from "./under_way.ts";

/**
 * Inputs that are known before the first is explained: what is refused of these, is refused before any work. All of them, where
 * files may be replaced, since no photograph may be.
 */
const knownAtOnce = 10_000;

/**
 * @param open opens a device, for the first time and after a loss
 * @throws ModelError, CheckpointError, GraphError, DeviceError, LabelError, BoxesError, CheckError, OutputError for what concerns the whole run
 */
export async function explainAll(options: Options, stdout: Sink, interruptions: Interruptions, open = openDevice): Promise<ExitCode> {
  const names = openPlan(templatesOf(options), options.force);
  const inputs = await openListing(listInputs(options.inputs), names, options.force ? Infinity : knownAtOnce);
  try {
    names.refuseReplaced();
    return await explainListed(inputs, names, options, stdout, interruptions, open);
  } finally {
    inputs.close();
  }
}

async function explainListed(
  inputs: Listing, names: Plan, options: Options, stdout: Sink, interruptions: Interruptions, open: typeof openDevice,
): Promise<ExitCode> {
  const boxesOf = options.boxes === undefined ? undefined : await readBoxesFile(options.boxes);
  const saved = options.check === undefined ? undefined : await readLogits(options.check);
  if (saved && inputs.found !== 1) throw new UsageError("usage-contradiction", `--check compares one picture's logits, and ${inputs.found} were given.`);
  const plan = planMaps(options);
  const { photographs } = names;
  const settings = { options, photographs };
  const first = await open(options.device);
  const several = inputs.usable > 1;
  const threads = several ? Math.min(inputs.usable, pictureThreads(first), roomForPictures()) : 0;
  const pool = threads > 0 ? openPool(settings, threads) : undefined;
  const own = ownSteps(settings, stdout);
  const steps = endable(stepsOf(pool, several ? inTurn(own) : own));
  const notice = noticesOn(process.stderr, options.detail);
  if (several) sayFewThreads(first, notice);
  try {
    const model = await openModelOn(first, networkPlan(options, plan, several, pool), options, open);
    try {
      const typesetter = options.sheet === undefined ? undefined : await openTypesetter();
      const { labels, network } = model;
      if (saved) requireClasses(saved, network.classes);
      const targets = targetsFor(options, labels);
      const look = lookWith(network, options);
      const slugs = classSlugs(labels);
      const job: Job = {
        options, model, look, steps, guard: guardOf(photographs), stdout, notice, slugs, plan, targetsFor: targets, knownNames: knownNames(options, plan, labels, slugs), boxesOf, saved, typesetter,
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
function pictureThreads({ kind }: Device): number {
  const cores = navigator.hardwareConcurrency;
  return Math.max(1, Math.min(kind === "cpu" ? cores - 1 : cores, 8));
}

function sayFewThreads(device: Device, notice: Notice): void {
  const text = fewThreadsText(pictureThreads(device) + (device.kind === "cpu" ? navigator.hardwareConcurrency - 1 : 0));
  if (text !== undefined) notice("threads", text);
}

function networkPlan({ metrics, smooth }: Options, { questions }: MapPlan, several: boolean, pool: Pool | undefined): NetworkPlan {
  const goesOn = questions.some(({ method }) => method.weights.from === "passes"); // forward passes of the method's own
  return { questions, passes: several || metrics || smooth === "augment" || goesOn ? "many" : "one", othersAtWork: pool?.atWork };
}

/** The model on the device, which it closes. */
async function openModelOn(device: Device, plan: NetworkPlan, options: Options, open: typeof openDevice): Promise<Model> {
  const files = await readModel(options).catch((error: unknown) => {
    device.close();
    throw error;
  });
  return openModel(files, plan, device, goingOn(options.device, say, open)).catch((error: unknown) => {
    files.close();
    throw error;
  });
}

/** A line for people in the middle of the work, in place of the progress line. */
const say = (line: string): void => void process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}${line}\n`);

/** @param threads that read and write pictures; @param tally where they are counted, as they are reported */
async function explainEach(inputs: Listing, names: Plan, job: Job, threads: number, tally: Tally): Promise<ExitCode> {
  const began = performance.now();
  const shown = inputs.found > 1 && job.options.detail !== "quiet";
  const progress = progressOn(process.stderr, { title: "Explaining", get total() { return shown ? inputs.found : 0; }, unit: "items" });
  const judged: ImageResult[] = [];
  let lost: ExitCode | undefined;
  const sweeper = openSweeper();
  const bounds = {
    most: () => underWay({ threads, together: job.model.network.together }), // a network that fails over may see fewer
    weigh: decodedBytes,
    room: roomFor({ threads }),
  };
  const begun: string[] = []; // the names of those under way
  const begin = (input: Input): Promise<Outcome> => {
    begun.push(nameOf(input));
    return explainSafely(input, job);
  };
  const show = (): void => progress.show(tally.total, begun[0]);
  show();
  for await (const { input, result, notes, error } of inOrder(inputs, bounds, begin)) {
    progress.clear();
    void begun.shift();
    tally.add(input, result);
    if (tally.total === 1) sweeper.sweep(names.folders());
    sweeper.sweep(filesOf(result).map((path) => dirname(resolve(path)))); // {class} may be a folder
    if (job.options.metrics && !("skipped" in result)) judged.push(result);
    const heard = await report(result, notes, job);
    if (!heard && job.options.json) break; // nobody reads what follows
    if (error !== undefined && job.model.network.gone === error) lost = exitCodeOf(error); // each of the others is told that it was not done
    else if (error !== undefined && endsRun(error)) return exitCodeOf(error);
    if (tally.total < inputs.found) show();
  }
  sweeper.sweep(names.folders()); // of those found meanwhile
  await Promise.all([reportMetrics(judged, job), sweeper.done()]);
  process.stderr.write(lastLines(tally, performance.now() - began, job.options));
  return lost ?? tally.exitCode();
}

/** What is said of all photographs together; of those that nobody looked at, even quietly. */
function lastLines(tally: Tally, ms: number, { json, detail }: Options): string {
  const style = styleFor(process.stderr, process.env);
  const summary = tally.several && !json && detail !== "quiet" ? tally.summary(ms, style) : "";
  return `${detail === "quiet" ? "" : tally.renamed() ?? ""}${tally.leftOut(style) ?? ""}${summary}`;
}

interface Outcome {
  readonly input: Input;
  readonly result: InputResult;
  readonly notes: Notes;
  readonly error?: unknown;
}

async function explainSafely(input: Input, job: Job): Promise<Outcome> {
  try {
    if (input.kind === "left-out" || input.kind === "unusable") throw input.error;
    if (job.model.network.gone) throw job.model.network.gone; // nobody decodes a picture that cannot be looked at
    return { input, ...await explainOne(input, job) };
  } catch (error) {
    return { input, result: failureOf(nameOf(input), error), notes: { remarks: [] }, error };
  }
}

/** The means over all photographs, after the last of them. */
async function reportMetrics(results: readonly ImageResult[], { options, stdout }: Job): Promise<void> {
  if (!options.metrics || (options.detail === "quiet" && !options.json)) return;
  const summary = summariseRun(results);
  if (options.json) await stdout.write(summaryLine(summary));
  else if (options.out === toStdout) process.stderr.write(metricsTable(summary, styleFor(process.stderr, process.env)));
  else await stdout.write(metricsTable(summary, styleFor(process.stdout, process.env)));
}

/** @returns whether standard output is still read */
async function report(result: InputResult, notes: Notes, { options, stdout }: Job): Promise<boolean> {
  if (options.json) return stdout.write(jsonLine(result));
  if (isLeftOut(result) || "skipped" in result) return true; // told of all together
  if (!result.ok) {
    process.stderr.write(failureText(result, styleFor(process.stderr, process.env)));
    return true;
  }
  if (options.detail === "quiet") {
    if (result.check?.ok === false) process.stderr.write(`${checkLines(result.check, styleFor(process.stderr, process.env)).join("\n")}\n`);
    return true;
  }
  if (options.out === toStdout) { // standard output holds the picture
    process.stderr.write(successText(result, notes, styleFor(process.stderr, process.env), options.detail));
    return true;
  }
  return stdout.write(successText(result, notes, styleFor(process.stdout, process.env), options.detail));
}
