// camlucida report RESULTS.jsonl… --out DIR, and --report DIR of a run, which ends with the same.
import process from "node:process";
import type { Detail, Options } from "../arguments/options.ts";
import type { ReportOptions } from "../arguments/read_commands.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import type { Sink } from "../files/stdout.ts";
import { journalPath } from "../journal/journal.ts";
import { styleFor } from "../report/terminal.ts";
import { makeReport, type ReportWish } from "./make_report.ts";
import { refuseFolder } from "./report_folder.ts";
import { reportText, troubleText } from "./report_text.ts";
import { readTruthTable } from "./results_files.ts";

/** @throws ReportError, OutputError */
export async function reportCommand({ results, out, truth, force, detail }: ReportOptions, stdout: Sink): Promise<ExitCode> {
  await refuseFolder(out, force);
  await reportAnd({ results, folder: out, truth, progress: detail !== "quiet" }, detail, (text) => stdout.write(text));
  return exitCodes.allDone;
}

/**
 * The report of a run: what would be refused after the last picture is refused before the first.
 * @returns makes it, of all that the run's journal holds. @throws ReportError, OutputError, as what is returned does
 */
export async function openRunReport(folder: string, options: Options, stdout: Sink): Promise<() => Promise<void>> {
  const { outputs, run: { truth, detail } } = options;
  await refuseFolder(folder, outputs.force);
  await readTruthTable(truth);
  const tell = outputs.json || outputs.csv ? (text: string) => process.stderr.write(text) : (text: string) => stdout.write(text); // standard output holds lines
  return () => reportAnd({ results: [journalPath(options) as string], folder, truth, progress: detail !== "quiet" }, detail, tell);
}

async function reportAnd(wish: ReportWish, detail: Detail, tell: (text: string) => unknown): Promise<void> {
  const made = await makeReport(wish);
  process.stderr.write(troubleText(made, styleFor(process.stderr, process.env)));
  if (detail !== "quiet") await tell(reportText(made, wish.folder, styleFor(process.stdout, process.env)));
}
