// Results of runs, from one file or several, as one list of pictures: journals, plain --json output, merged and collected ones. A later
// line of a picture takes the place of an earlier one; pictures are sorted by name, so that shards give the report of a single run.
import type { MapGrid } from "@camlucida/cam";
import type { FailedPicture, ReportedRun } from "../data/report_data.ts";
import { sharesOf, type Shares } from "../evidence/shares.ts";
import { linesOf, type NumberedLine } from "./lines.ts";
import { isRecord, malformed, type MapLine, type PictureLine, pictureLine } from "./picture_line.ts";

/** A file of results, read piece by piece. */
export interface ResultsFile {
  readonly name: string; // for messages
  readonly text: AsyncIterable<string>;
}

/** All that results say together. */
export interface Results {
  readonly pictures: readonly ExplainedPicture[]; // by name
  readonly failures: readonly FailedPicture[]; // by name
  readonly skipped: number; // pictures whose outputs were there before
  readonly cut: number; // last lines that a killed run left in half
  readonly runs: readonly ReportedRun[];
}

/** A picture with the evidence in its maps. */
export interface ExplainedPicture extends Omit<PictureLine, "maps"> {
  readonly maps: readonly EvidenceMap[];
}

/** A map of which only the shares of evidence are kept. */
export interface EvidenceMap extends Omit<MapLine, "grid" | "raw"> {
  readonly shares: Shares | undefined; // none where the map has no positive evidence, or nobody kept its values
}

/**
 * Reads results line by line, whatever they say beside pictures.
 * @param readMap a map's values from its .npy, for lines without a grid; undefined where it cannot be read
 * @throws ReportError "results-malformed", with file and line
 * @example
 * ```ts
 * import { readResults } from "@camlucida/report";
 *
 * const line = '{"image":"cat.png","ok":false,"error":{"code":"image-missing","message":"cat.png: there is no such file"}}';
 * const text = (async function* () { yield `${line}\n`; })();
 * const { failures } = await readResults([{ name: "run.jsonl", text }], async () => undefined);
 * failures[0]?.code; // → "image-missing"
 * ```
 */
export async function readResults(files: readonly ResultsFile[], readMap: (path: string) => Promise<MapGrid | undefined>): Promise<Results> {
  const entries = new Map<string, Entry>();
  const models = new Map<string, ExplainedPicture["model"]>(); // one object for all pictures of a model
  const runs = new Map<string, ReportedRun>();
  let cut = 0;
  for (const { name, text } of files) for await (const line of linesOf(text, name)) {
    const value = parsed(line, `${name}:${line.number}`);
    if (value === undefined) cut += 1;
    else if (!isRecord(value)) continue;
    else if (typeof value["image"] === "string") entries.set(value["image"], shared(await entryOf(value, `${name}:${line.number}`, readMap), models));
    else if (isRecord(value["run"])) runs.set(line.text, runOf(value["run"]));
  }
  const all = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return {
    pictures: all.flatMap((entry) => entry.picture ?? []),
    failures: all.flatMap((entry) => entry.failure ?? []),
    skipped: all.filter((entry) => Object.keys(entry).length === 0).length,
    cut,
    runs: [...runs.values()],
  };
}

/** What became of an input; neither where it was skipped. */
interface Entry {
  readonly picture?: ExplainedPicture;
  readonly failure?: FailedPicture;
  readonly leftOut?: true;
}

function shared(entry: Entry, models: Map<string, ExplainedPicture["model"]>): Entry {
  if (entry.picture === undefined) return entry;
  const { model } = entry.picture;
  const key = JSON.stringify(model);
  const known = models.get(key) ?? model;
  models.set(key, known);
  return { picture: { ...entry.picture, model: known } };
}

/** @returns undefined of a last line that was cut in half, null of an empty one */
function parsed({ text, whole }: NumberedLine, place: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") return null;
  try {
    const value: unknown = JSON.parse(trimmed);
    return value === undefined ? null : value;
  } catch {
    if (!whole) return undefined;
    throw malformed(place, `${JSON.stringify(trimmed.slice(0, 40))} is no JSON`);
  }
}

async function entryOf(value: Readonly<Record<string, unknown>>, place: string, readMap: (path: string) => Promise<MapGrid | undefined>): Promise<Entry> {
  if (value["ok"] !== true) return failureIn(value);
  if (value["skipped"] === true) return {};
  const { maps, ...picture } = pictureLine(value, place);
  const withShares: EvidenceMap[] = [];
  for (const { grid, raw, ...map } of maps) {
    const known = grid ?? (raw === null ? undefined : await readMap(raw));
    withShares.push({ ...map, shares: known === undefined ? undefined : sharesOf(known) });
  }
  return { picture: { ...picture, maps: withShares } };
}

/** What lay beside the pictures and is none was left out: that is no failure. */
function failureIn({ image, error }: Readonly<Record<string, unknown>>): Entry {
  const { code, message } = isRecord(error) ? error : {};
  if (code === "image-left-out") return { leftOut: true };
  return { failure: { image: String(image), code: typeof code === "string" ? code : "unexpected", message: typeof message === "string" ? message : "" } };
}

function runOf({ version, words, settings, shard }: Readonly<Record<string, unknown>>): ReportedRun {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return { version: text(version), words: Array.isArray(words) ? words.map(text) : [], settings: text(settings), shard: typeof shard === "string" ? shard : null };
}
