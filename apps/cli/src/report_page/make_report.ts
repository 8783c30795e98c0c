// Results → a report in a folder: read → true classes → thumbnails → data → page.
import { type MapFiles, type Results, type ReportData, summarise, truthOf, writePage } from "@camlucida/report";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import { outputError } from "../errors/errors.ts";
import { progressOn } from "../report/progress.ts";
import { addressFrom, beginReport, reportNames } from "./report_folder.ts";
import { readResultFiles, readTruthTable } from "./results_files.ts";
import { makeThumbnails, type Thumbnails } from "./thumbnails.ts";

/** What a report is made of, and where it goes. */
export interface ReportWish {
  readonly results: readonly string[]; // paths
  readonly folder: string;
  readonly truth: string | undefined; // path
  readonly progress: boolean; // shown on a terminal
}

/** A report that is written. */
export interface MadeReport {
  readonly data: ReportData;
  readonly missing: Thumbnails["missing"];
  readonly cut: number; // lines that were cut in half
}

/** @throws ReportError, OutputError */
export async function makeReport({ results: paths, folder, truth: table, progress }: ReportWish): Promise<MadeReport> {
  const results = await readResultFiles(paths);
  const planned = summarise(results, truthOf(results.pictures, await readTruthTable(table)), filesOf(results, folder), packageJson.version);
  const template = await readFile(createRequire(import.meta.url).resolve("@camlucida/report/page.html"), "utf8");
  const report = await beginReport(folder); // what is refused was refused before
  try {
    const { numbers, missing } = await thumbnailsOf(results, report.thumbnails, progress);
    if (!isOwn(paths, folder)) await copyLines(paths, report.results);
    const data = { ...planned, maps: { ...planned.maps, thumbnail: numbers } };
    await report.publish(writePage(data, template));
    return { data, missing, cut: results.cut };
  } finally {
    await report.discard();
  }
}

/** Before there are thumbnails. */
const filesOf = ({ pictures }: Results, folder: string): MapFiles => ({ thumbnail: pictures.flatMap(({ maps }) => maps.map(() => -1)), address: (path) => addressFrom(folder, path) });

/** @throws OutputError */
async function thumbnailsOf({ pictures }: Results, folder: string, progress: boolean): Promise<Thumbnails> {
  const total = pictures.reduce((sum, { maps }) => sum + maps.length, 0);
  const line = progressOn(progress ? process.stderr : { write: () => undefined }, { title: "Thumbnails", total, unit: "items" });
  try {
    return await makeThumbnails(pictures, folder, line.show);
  } catch (error) {
    throw outputError(folder, error);
  } finally {
    line.clear();
  }
}

/** Whether the only results are the folder's own. */
const isOwn = (paths: readonly string[], folder: string): boolean => paths.length === 1 && resolve(paths[0] as string) === resolve(folder, reportNames.results);

/** One file behind the other, without what was cut off at an end. */
async function copyLines(paths: readonly string[], to: string): Promise<void> {
  const file = await open(to, "w").catch((error: unknown) => { throw outputError(to, error); });
  try {
    for (const path of paths) for await (const line of wholeLines(path)) await file.write(line);
  } catch (error) {
    throw outputError(to, error);
  } finally {
    await file.close();
  }
}

/** A file's text up to its last newline, in pieces. */
async function* wholeLines(path: string): AsyncGenerator<string> {
  let pending = "";
  for await (const text of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    const whole = pending + (text as string);
    const end = whole.lastIndexOf("\n") + 1;
    if (end > 0) yield whole.slice(0, end);
    pending = whole.slice(end);
  }
  if (isWhole(pending)) yield `${pending}\n`;
}

function isWhole(line: string): boolean {
  try {
    return line.trim() !== "" && typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
