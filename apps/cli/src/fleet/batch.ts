// A job of the queue: some pictures, the words that say how they are explained, and what a worker must have for that to give the same.
import { createHash } from "node:crypto";
import { FleetError } from "./fleet_error.ts";

export interface Batch {
  readonly version: string; // of this program
  readonly model: string; // SHA-256 of the weights, 64 hexadecimal digits
  readonly settings: readonly string[]; // "--method=cam", as `normalised` leaves them
  readonly files: Readonly<Record<string, string>>; // that the settings name, by their paths: SHA-256
  readonly pictures: readonly BatchedPicture[];
}

export interface BatchedPicture {
  readonly path: string; // below the root, "/" between its parts
  readonly folder?: string; // likewise, that was searched when it was found
  readonly name?: string; // in the place of its stem, where another picture has that: files/plan.ts
}

/** Options in one order, the values of each in theirs: what means the same is the same. */
export function normalised(settings: readonly string[]): string[] {
  const option = (word: string): string => word.split("=", 1)[0] as string;
  return settings.toSorted((a, b) => (option(a) < option(b) ? -1 : Number(option(a) > option(b))));
}

/** The hash of all that is in it, so that a batch that is submitted again is the same job. */
export function batchId({ version, model, settings, files, pictures }: Batch): string {
  const parts = [version, model, settings, Object.keys(files).sort((a, b) => (a < b ? -1 : 1)).map((path) => [path, files[path]]), pictures.map(({ path, folder = null, name = null }) => [path, folder, name])];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** What lies in the queue, which others may write to. @throws FleetError "fleet-job-malformed" */
export function readBatch(data: unknown): Batch {
  if (!isRecord(data)) throw malformed("it is no object");
  const { version, model, settings, files, pictures } = data;
  if (typeof version !== "string") throw malformed("its version is no text");
  if (typeof model !== "string" || !/^[0-9a-f]{64}$/.test(model)) throw malformed("its model is no SHA-256");
  if (!isList(settings, (word): word is string => typeof word === "string")) throw malformed("its settings are no words");
  if (!isRecord(files) || !Object.values(files).every((hash) => typeof hash === "string")) throw malformed("its files are no hashes by path");
  if (!isList(pictures, isPicture)) throw malformed("its pictures are no paths");
  return { version, model, settings, files: files as Record<string, string>, pictures };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const isList = <Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] => Array.isArray(value) && value.every(isItem);

const isPicture = (value: unknown): value is BatchedPicture =>
  isRecord(value) && typeof value["path"] === "string" && ["folder", "name"].every((part) => ["undefined", "string"].includes(typeof value[part]));

const malformed = (reason: string): FleetError =>
  new FleetError("fleet-job-malformed", `This job was not written by camlucida submit: ${reason}. Remove it from the queue, and see who may write there.`);
