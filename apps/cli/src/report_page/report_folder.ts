// The folder of a report: index.html, thumbnails/ and results.jsonl. The page is written last, in one step: a report that is there is whole.
// What is no report of ours is never replaced unasked.
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { OutputError, outputError, systemCode } from "../errors/errors.ts";
import { exists, writeWhole } from "../files/outputs.ts";

/** The names in a report's folder. */
export const reportNames = { page: "index.html", thumbnails: "thumbnails", results: "results.jsonl" } as const;

/** A report on its way: everything but the page lies in a folder of its own within the report's. */
export interface UnfinishedReport {
  readonly thumbnails: string; // a folder
  readonly results: string; // path of the lines; nobody need write them
  /** Puts everything in its place, the page last. @throws OutputError */
  publish(page: string): Promise<void>;
  /** Removes what was not published. */
  discard(): Promise<void>;
}

const isOurs = (name: string): boolean => Object.values<string>(reportNames).includes(name) || name.startsWith(".report-") || name.startsWith(".camlucida-") || name.startsWith(`${reportNames.results}.`);

/**
 * Before long work: whether a report may be written there.
 * @throws OutputError "output-exists" where the folder holds something else, and nobody said that it may be replaced; "output-unwritable"
 */
export async function refuseFolder(folder: string, force: boolean): Promise<void> {
  if (force) return;
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (systemCode(error) === "ENOENT") return [];
    throw outputError(folder, error);
  });
  const other = names.find((name) => !isOurs(name));
  const page = join(folder, reportNames.page);
  if (other === undefined && (!names.includes(reportNames.page) || await isReport(page))) return;
  throw new OutputError("output-exists", `${other === undefined ? `${page} is no report` : `${folder} holds other files, such as ${other}`}: nothing was written there. Choose another folder, or add --force to write between them.`);
}

/** Whether a page is a report of this program: it says so in its head. */
async function isReport(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(4096), 0, 4096, 0);
    return /<meta name="generator" content="camlucida\b/.test(new TextDecoder().decode(buffer.subarray(0, bytesRead)));
  } finally {
    await file.close();
  }
}

/** @throws OutputError */
export async function beginReport(folder: string): Promise<UnfinishedReport> {
  const own = join(folder, `.report-${randomUUID()}`);
  const [thumbnails, results] = [join(own, reportNames.thumbnails), join(own, reportNames.results)];
  const discard = (): Promise<void> => rm(own, { recursive: true, force: true });
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) if (name.startsWith(".report-")) await rm(join(folder, name), { recursive: true, force: true }); // of one that was killed
    await mkdir(thumbnails, { recursive: true });
  } catch (error) {
    throw outputError(folder, error);
  }
  const publish = async (page: string): Promise<void> => {
    try {
      await rm(join(folder, reportNames.page), { force: true }); // no old page shows new thumbnails
      await rm(join(folder, reportNames.thumbnails), { recursive: true, force: true });
      await rename(thumbnails, join(folder, reportNames.thumbnails));
      if (await exists(results)) await rename(results, join(folder, reportNames.results));
    } catch (error) {
      throw outputError(folder, error);
    }
    await writeWhole(join(folder, reportNames.page), new TextEncoder().encode(page), "always");
    await discard();
  };
  return { thumbnails, results, publish, discard };
}

/** A file's address as the page names it: relative to the report's folder where both lie on one drive. */
export function addressFrom(folder: string, path: string): string {
  const way = relative(resolve(folder), resolve(path));
  if (resolve(folder, way) !== resolve(path) || /^[A-Za-z]:/.test(way)) return pathToFileURL(resolve(path)).href;
  return way.split(sep).map(encodeURIComponent).join("/");
}
