// What --resume keeps: which pictures are done, in a file of lines that outlasts the run. Of each picture a hash and a place are held here,
// and its line is read again when its turn comes: a million pictures take 32 MB.
import { join } from "node:path";
import type { Options, RunOptions } from "../arguments/options.ts";
import { JournalError, messageOf, OutputError } from "../errors/errors.ts";
import { type Input, nameOf } from "../files/inputs.ts";
import { NameMap } from "../files/name_table.ts";
import { exists } from "../files/outputs.ts";
import { filesOf, type InputResult, isLeftOut, isUsable, jsonLine } from "../report/result.ts";
import { compactJournal } from "./compact.ts";
import { type JournalFile, openJournalFile } from "./journal_file.ts";
import { type EndFacts, parsed, type JournaledPicture, type RunFacts, type SourceFacts } from "./lines.ts";
import { readLineAt } from "./read_lines.ts";
import { isSameSource, sourceOf } from "./source.ts";

export interface Journal {
  /** What was told of a picture that need not be done again; undefined for all others. Never rejects. */
  done(input: Input): Promise<InputResult | undefined>;
  /** Before a picture is read: by what its file will be known again. Never rejects. */
  sourceOf(input: Input): Promise<SourceFacts | undefined>;
  /** Writes down what became of a picture. Never rejects: where that cannot be done the run goes on, and `end` tells. */
  keep(result: InputResult, source: SourceFacts | undefined): Promise<void>;
  /** The orderly end of a run; without it only what was kept is there. @throws OutputError, also if a line could not be written */
  end(facts: EndFacts): Promise<void>;
  /** Lets go of the file, at any time. */
  close(): Promise<void>;
}

/** How what is there is judged. */
export interface ResumeOptions extends Pick<RunOptions, "resumeBy" | "keepFailures"> {
  readonly force: boolean; // what was done by other settings or another model is done again
}

/** Where a run keeps its lines; undefined where nobody asked. */
export function journalPath({ outputs: { report }, run: { resume } }: Pick<Options, "outputs" | "run">): string | undefined {
  return resume ?? (report === undefined ? undefined : join(report, "results.jsonl"));
}

/**
 * @param say hears what is worth a line
 * @throws JournalError "journal-in-use", "journal-malformed", "journal-shard", "journal-settings", "journal-model"; OutputError
 */
export async function openJournal(path: string, run: RunFacts, options: ResumeOptions, say: (line: string) => void): Promise<Journal> {
  const file = await openJournalFile(path);
  try {
    const found = await readWhatIsThere(file, run);
    if (found.run) refuseOthers(path, found.run, run, options.force);
    if (found.run && found.run.version !== run.version) say(`${path} was begun by camlucida ${found.run.version}, and is gone on with by ${run.version}.`);
    if (!found.run || !isSameRun(found.run, run)) {
      await file.append(jsonLine({ run }));
      found.end = undefined;
    }
    return journalOn(path, file, found, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What a journal holds. */
interface Found {
  run: RunFacts | undefined; // the last one
  end: EndFacts | undefined; // if nothing follows it
  pictures: number; // lines
  readonly places: NameMap; // of the last line of each picture; below 0 where it was done otherwise: −1 − place
}

async function readWhatIsThere(file: JournalFile, own: RunFacts): Promise<Found> {
  const found: Found = { run: undefined, end: undefined, pictures: 0, places: new NameMap() };
  await file.read((head, offset) => {
    if (head.kind === "run") found.run = head.run;
    found.end = head.kind === "end" ? head.end : undefined;
    if (head.kind !== "picture") return;
    found.pictures++;
    const isOurs = found.run?.settings === own.settings && found.run.model === own.model;
    found.places.set(head.image, isOurs ? offset : -1 - offset);
  });
  return found;
}

/** @throws JournalError */
function refuseOthers(path: string, then: RunFacts, now: RunFacts, force: boolean): void {
  if (then.shard !== now.shard) {
    const named = (shard: string | null): string => (shard === null ? "all pictures" : `the part ${shard}`);
    throw new JournalError("journal-shard", `${path} is of ${named(then.shard)}, and this run is of ${named(now.shard)}. Give each part a file of its own: --resume part1.jsonl.`);
  }
  if (force) return;
  const next = "Give another file to --resume, or --force to do all pictures again.";
  if (then.model !== now.model) throw new JournalError("journal-model", `${path} was written with another model (SHA-256 ${then.model.slice(0, 8)}…, this one ${now.model.slice(0, 8)}…). ${next}`);
  if (then.settings !== now.settings) throw new JournalError("journal-settings", `${path} was written with other settings: ${then.words.join(" ")}. ${next}`);
}

const isSameRun = (a: RunFacts, b: RunFacts): boolean =>
  a.version === b.version && a.settings === b.settings && a.model === b.model && a.shard === b.shard;

function journalOn(path: string, file: JournalFile, found: Found, { resumeBy, keepFailures }: ResumeOptions): Journal {
  const { places } = found;
  let lost = 0; // lines
  let because: unknown;
  const wasThere = async (input: Input): Promise<JournaledPicture | undefined> => {
    const place = places.get(nameOf(input));
    if (place === undefined || place < 0) return undefined;
    const line = parsed(await readLineAt(file.file, place)) as JournaledPicture | undefined;
    return line?.image === nameOf(input) ? line : undefined; // else two names have one hash
  };
  return {
    sourceOf: (input) => sourceOf(input, resumeBy),
    done: async (input) => {
      const line = await wasThere(input).catch(() => undefined);
      if (line === undefined) return undefined;
      if (!("skipped" in line) && !isUsable(line)) return keepFailures ? line : undefined;
      if (input.kind === "file" && !isSameSource(line.source, await sourceOf(input, resumeBy), resumeBy)) return undefined;
      return (await Promise.all(filesOf(line).map(exists))).every(Boolean) ? line : undefined;
    },
    keep: async (result, source) => {
      if (isLeftOut(result)) return; // neither done nor failed
      try {
        places.set(result.image, await file.append(jsonLine({ ...result, ...(source && { source }) })));
        found.pictures++;
        found.end = undefined;
      } catch (error) {
        lost++;
        because = error;
      }
    },
    end: async (facts) => {
      if (lost > 0) throw lostLines(path, lost, because);
      if (found.end?.inputs === facts.inputs && found.end.failed === facts.failed) return;
      await file.append(jsonLine({ end: facts }));
      if (found.pictures === places.size) return;
      await compactJournal(path, file, (image, offset) => places.get(image) === offset || places.get(image) === -1 - offset);
    },
    close: () => file.close(),
  };
}

function lostLines(path: string, count: number, cause: unknown): OutputError {
  const [lines, pictures] = count === 1 ? ["a line", "that picture"] : [`${count} lines`, "those pictures"];
  return new OutputError(cause instanceof OutputError && cause.code === "output-disk-full" ? cause.code : "output-unwritable",
    `${path}: ${lines} could not be written (${messageOf(cause)}) The same command does ${pictures} again.`, { cause });
}
