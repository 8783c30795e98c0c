// One input after the other: several under way at a time, reported in turn. One bad picture never stops the others.
import { dirname, resolve } from "node:path";
import type { Options, OutputOptions } from "../arguments/options.ts";
import { type Input, nameOf } from "../files/inputs.ts";
import type { Listing } from "../files/listing.ts";
import { openSweeper } from "../files/locked_file.ts";
import type { Plan } from "../files/plan.ts";
import { toStdout } from "../files/template.ts";
import type { SourceFacts } from "../journal/lines.ts";
import { decodedBytes } from "../image/decoded_bytes.ts";
import { metricsTable } from "../metrics/metrics_text.ts";
import { openRunSummary, type RunSummary } from "../metrics/run_summary.ts";
import { csvHeader, csvRows } from "../report/csv.ts";
import { failureOf, filesOf, type InputResult, isLeftOut, isUsable, jsonLine } from "../report/result.ts";
import { progressOn } from "../report/progress.ts";
import { printable, styleFor } from "../report/terminal.ts";
import type { Tally } from "../report/tally.ts";
import { checkLines, failureText, type Notes, successText } from "../report/text.ts";
import { collectNowAndThen, concurrencyLimit, roomFor } from "./limits.ts";
import { messageOf } from "../errors/errors.ts";
import { endsRun, type ExitCode, exitCodeOf, exitCodes } from "../errors/exit.ts";
import { explainOne } from "./explain_one.ts";
import { inOrder } from "./in_order.ts";
import type { Job } from "./job.ts";
import process from "node:process";

/** @param threads that read and write pictures; @param tally where they are counted, as they are reported */
export async function explainEach(inputs: Listing, names: Plan, job: Job, threads: number, tally: Tally): Promise<ExitCode> {
  const began = performance.now();
  const shown = inputs.found > 1 && job.options.run.detail !== "quiet";
  const progress = progressOn(process.stderr, { title: "Explaining", get total() { return shown ? inputs.found : 0; }, unit: "items" });
  const judged = openRunSummary();
  let lost: ExitCode | undefined;
  const sweeper = openSweeper();
  const bounds = {
    most: () => concurrencyLimit({ threads, batchSize: job.model.network.batchSize }), // a network that fails over may see fewer
    weigh: decodedBytes,
    room: roomFor({ threads }),
  };
  const begun: string[] = []; // the names of those under way
  const begin = (input: Input): Promise<InputOutcome> => {
    begun.push(nameOf(input));
    return explainSafely(input, job);
  };
  const show = (): void => progress.show(tally.total, begun[0]);
  show();
  if (job.options.outputs.csv) await job.stdout.write(csvHeader);
  for await (const { input, result, notes, error, source, done } of inOrder(inputs, bounds, begin)) {
    progress.clear();
    void begun.shift();
    tally.add(input, result);
    collectNowAndThen(tally.total);
    sweeper.sweep(names.newFolders());
    sweeper.sweep(filesOf(result).map((path) => dirname(resolve(path)))); // {class} may be a folder
    if (job.options.run.metrics) judged.add(done ?? result);
    if (!done) await job.journal?.keep(result, source);
    const heard = await report(job.options.outputs.csv ? done ?? result : result, notes, job); // a table has all rows
    if (!heard && isTable(job.options.outputs)) break; // nobody reads what follows
    if (error !== undefined && job.model.network.gone === error) lost = exitCodeOf(error); // each of the others is told that it was not done
    else if (error !== undefined && endsRun(error)) return exitCodeOf(error);
    if (tally.total < inputs.found) show();
  }
  sweeper.sweep(names.newFolders()); // of those found meanwhile
  await Promise.all([reportMetrics(judged, job), sweeper.done()]);
  process.stderr.write(lastLines(tally, performance.now() - began, job.options));
  return lost ?? (await endJournal(job, tally) ? tally.exitCode() : exitCodes.someFailed);
}

/** @returns whether every line is there */
async function endJournal({ journal }: Job, tally: Tally): Promise<boolean> {
  try {
    await journal?.end(tally.counted);
    return true;
  } catch (error) {
    process.stderr.write(`${styleFor(process.stderr, process.env).alarm("✗")} ${printable(messageOf(error))}\n`);
    return false;
  }
}

/** What is said of all photographs together; of those that nobody looked at, even quietly. */
function lastLines(tally: Tally, ms: number, { outputs, run: { detail } }: Options): string {
  const style = styleFor(process.stderr, process.env);
  const summary = tally.several && !isTable(outputs) && detail !== "quiet" ? tally.summary(ms, style) : "";
  return `${detail === "quiet" ? "" : tally.renamed() ?? ""}${tally.leftOut(style) ?? ""}${summary}`;
}

/** What became of an input, and what there is to say of it. */
export interface InputOutcome {
  readonly input: Input;
  readonly result: InputResult;
  readonly notes: Notes;
  readonly error?: unknown;
  readonly source?: SourceFacts | undefined; // where lines are kept
  readonly done?: InputResult; // what the lines of a run before tell
}

const noNotes: Notes = { remarks: [] };

/** What is told of a photograph that was done before; one that failed is told again. */
const skippedIn = (done: InputResult): InputResult =>
  ("skipped" in done || !isUsable(done) ? done : { image: done.image, ok: true, skipped: true, files: filesOf(done) });

/** Never rejects: what fails a photograph is its result. */
export async function explainSafely(input: Input, job: Job): Promise<InputOutcome> {
  const done = await job.journal?.done(input);
  if (done) return { input, result: skippedIn(done), notes: noNotes, done };
  const source = await job.journal?.sourceOf(input);
  try {
    if (input.kind === "left-out" || input.kind === "unusable") throw input.error;
    if (job.model.network.gone) throw job.model.network.gone; // nobody decodes a picture that cannot be looked at
    return { input, ...await explainOne(input, job), source };
  } catch (error) {
    return { input, result: failureOf(nameOf(input), error), notes: noNotes, error, source };
  }
}

/** The means over all photographs, after the last of them. */
async function reportMetrics(judged: RunSummary, { options, stdout }: Job): Promise<void> {
  const { outputs, run } = options;
  if (!run.metrics || (run.detail === "quiet" && !outputs.json)) return;
  const summary = judged.methods();
  if (outputs.json) await stdout.write(jsonLine({ summary }));
  else if (outputs.csv || outputs.out === toStdout) process.stderr.write(metricsTable(summary, styleFor(process.stderr, process.env)));
  else await stdout.write(metricsTable(summary, styleFor(process.stdout, process.env)));
}

/** Whether standard output is for programs, and has no text for people. */
const isTable = ({ json, csv }: Pick<OutputOptions, "json" | "csv">): boolean => json || csv;

/** @returns whether standard output is still read */
async function report(result: InputResult, notes: Notes, { options: { outputs, run: { detail } }, stdout }: Job): Promise<boolean> {
  if (isTable(outputs)) return stdout.write(outputs.json ? jsonLine(result) : csvRows(result));
  if (isLeftOut(result) || "skipped" in result) return true; // told of all together
  if (!result.ok) {
    process.stderr.write(failureText(result, styleFor(process.stderr, process.env)));
    return true;
  }
  if (detail === "quiet") {
    if (result.check?.ok === false) process.stderr.write(`${checkLines(result.check, styleFor(process.stderr, process.env)).join("\n")}\n`);
    return true;
  }
  if (outputs.out === toStdout) { // standard output holds the picture
    process.stderr.write(successText(result, notes, styleFor(process.stderr, process.env), detail));
    return true;
  }
  return stdout.write(successText(result, notes, styleFor(process.stdout, process.env), detail));
}
