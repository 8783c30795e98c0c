// The journals of parts → one: all parts are there, of one model and the same settings, each at its end, and no picture twice.
import type { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { JournalError, messageOf } from "../errors/errors.ts";
import { isUsable, jsonLine } from "../report/result.ts";
import { type EndFacts, headOf, parsed, type JournaledPicture, type RunFacts } from "./lines.ts";
import { readLineAt, readLines } from "./read_lines.ts";

/** A part, and where in its file the lines of its pictures are. */
interface Part {
  readonly path: string;
  readonly file: FileHandle;
  readonly run: RunFacts;
  readonly places: ReadonlyMap<string, number>; // of the last line of each picture
}

/**
 * The lines of the whole, each with its newline, in the order of the pictures' names. Names and places of all pictures are held, and
 * one line.
 * @throws JournalError "journal-unreadable", "journal-malformed", "journal-unfinished", "journal-settings", "journal-model", "journal-shard",
 * "journal-missing", "journal-twice": all before the first line
 */
export async function* mergedLines(paths: readonly string[]): AsyncGenerator<string> {
  const parts: Part[] = [];
  try {
    for (const path of new Set(paths)) parts.push(await openPart(path));
    requireOneRun(parts);
    requireAllShards(parts);
    yield* linesOf(parts);
  } finally {
    for (const { file } of parts) await file.close();
  }
}

async function openPart(path: string): Promise<Part> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw new JournalError("journal-unreadable", `${path} cannot be read: ${messageOf(error)}. Give files that --resume has written.`, { cause: error });
  });
  try {
    return { path, file, ...await readPart(path, file) };
  } catch (error) {
    await file.close();
    throw error instanceof JournalError ? error : new JournalError("journal-unreadable", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

async function readPart(path: string, file: FileHandle): Promise<Pick<Part, "run" | "places">> {
  let run: RunFacts | undefined;
  let end: EndFacts | undefined;
  const places = new Map<string, number>();
  const whole = await readLines(file, (line: Buffer, offset) => {
    const head = headOf(line);
    end = head.kind === "end" ? head.end : undefined;
    if (head.kind === "picture") places.set(head.image, offset);
    if (head.kind !== "run") return;
    if (run && (run.settings !== head.run.settings || run.model !== head.run.model)) places.clear(); // with --force all was done again
    run = head.run;
  });
  if (!run) throw new JournalError("journal-malformed", `${path} is no file that --resume has written: no line of it tells of a run.`);
  const isCut = (await file.stat()).size > whole;
  if (!end || isCut) {
    throw new JournalError("journal-unfinished", `${nameOf({ path, run })} has not come to its end: it has ${places.size} pictures. Run its command again; it goes on where it stopped.`);
  }
  return { run, places };
}

const nameOf = ({ path, run: { shard } }: Pick<Part, "path" | "run">): string => (shard === null ? path : `${path} (the part ${shard})`);

/** @throws JournalError */
function requireOneRun(parts: readonly Part[]): void {
  const [first] = parts;
  for (const other of parts) {
    if (!first) return;
    const both = `${first.path} and ${other.path} were written`;
    if (other.run.model !== first.run.model) throw new JournalError("journal-model", `${both} with different models. Join results of one model only.`);
    if (other.run.settings !== first.run.settings) throw new JournalError("journal-settings", `${both} with different settings: ${first.run.words.join(" ")}, and ${other.run.words.join(" ")}.`);
  }
}

/** Where one is a part of N, all are, and each of the N is there once. @throws JournalError */
function requireAllShards(parts: readonly Part[]): void {
  const counts = new Set(parts.map(({ run: { shard } }) => shard?.split("/")[1]));
  if (counts.size > 1) {
    throw new JournalError("journal-shard", `These are no parts of one whole: ${parts.map(nameOf).join(", ")}. Give all files of one --shard 1/N … N/N.`);
  }
  const [count] = counts;
  if (count === undefined) return;
  const byShard = new Map<string, Part>();
  for (const part of parts) {
    const shard = part.run.shard as string;
    const twin = byShard.get(shard);
    if (twin) throw new JournalError("journal-twice", `The part ${shard} is there twice: ${twin.path} and ${part.path}. Give it once.`);
    byShard.set(shard, part);
  }
  const missing = Array.from({ length: Number(count) }, (_, at) => `${at + 1}/${count}`).filter((shard) => !byShard.has(shard));
  if (missing.length === 0) return;
  throw new JournalError("journal-missing", `${missing.length === 1 ? "The part" : "The parts"} ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing. Run the same command with --shard ${missing[0]}, and give its file too.`);
}

async function* linesOf(parts: readonly Part[]): AsyncGenerator<string> {
  const entries = parts.flatMap((part) => [...part.places].map(([image, offset]) => ({ image, offset, part })))
    .toSorted((a, b) => (a.image < b.image ? -1 : a.image > b.image ? 1 : 0));
  for (const [at, { image, part }] of entries.entries()) {
    const twin = entries[at + 1];
    if (twin?.image === image) throw new JournalError("journal-twice", `${image} is in ${part.path} and in ${twin.part.path}. Were these run in one folder, on the same pictures?`);
  }
  const [first] = parts;
  if (first) yield jsonLine({ run: { ...first.run, shard: null } });
  let failed = 0;
  for (const { part, offset } of entries) {
    const line = await readLineAt(part.file, offset);
    const result = parsed(line) as JournaledPicture | undefined;
    if (result && !("skipped" in result) && !isUsable(result)) failed++;
    yield `${line}\n`;
  }
  yield jsonLine({ end: { inputs: entries.length, failed } satisfies EndFacts });
}
