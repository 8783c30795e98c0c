// What would become of one input: the names of its results, or why there would be none. Of a file only the beginning is read.
import type { OutputOptions } from "../arguments/options.ts";
import { ImageError, outputError } from "../errors/errors.ts";
import { type Input, nameOf } from "../files/inputs.ts";
import { exists } from "../files/outputs.ts";
import { readStart } from "../files/regular.ts";
import { type MapNames, toStdout } from "../files/template.ts";
import { formatOf, readHeader } from "../image/header.ts";
import { failureOf, type ImageFailure } from "../report/result.ts";
import { readError } from "../steps/inline_steps.ts";
import { pathsOf } from "./existing.ts";

/** What --dry-run tells of an input. */
export type Foreseen = ForeseenPicture | (ImageFailure & Pick<ForeseenPicture, "dryRun" | "files">);

export interface ForeseenPicture {
  readonly image: string;
  readonly dryRun: true;
  readonly ok: true;
  readonly files: readonly string[]; // that would be written; {class} and {layer} stay where only the picture or the network tells
  readonly there?: readonly string[]; // of its results: what would be replaced, kept, or compared
  readonly skipped?: true; // nothing would be done
}

/** @param names of its maps, as far as they are known */
export async function foresee(input: Input, names: readonly MapNames[], outputs: OutputOptions): Promise<Foreseen> {
  const image = nameOf(input);
  try {
    await refuseUnreadable(input);
    const paths = pathsOf(input, names, outputs);
    const there = await existing(paths);
    const [first] = there;
    if (first !== undefined && !outputs.force && !outputs.skipExisting && outputs.existing === "refuse") throw outputError(first, Object.assign(new Error("file exists"), { code: "EEXIST" }));
    const files = outputs.skipExisting ? paths.filter((path) => !there.includes(path)) : paths;
    const isDone = outputs.skipExisting && paths.length > 0 && files.length === 0;
    return { image, dryRun: true, ok: true, files, ...(there.length > 0 && { there }), ...(isDone && { skipped: true }) };
  } catch (error) {
    return { ...failureOf(image, error), dryRun: true, files: [] };
  }
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const there = await Promise.all(paths.map(async (path) => path !== toStdout && exists(path)));
  return paths.filter((_, at) => there[at]);
}

const start = 1 << 16; // bytes

/** What the beginning of a file cannot tell: whether the rest of it is there. */
const beyondStart = ["image-truncated", "image-corrupt", "image-unsupported"];

/** @throws ImageError for what is no picture, or too large for one */
async function refuseUnreadable(input: Input): Promise<void> {
  if (input.kind === "left-out" || input.kind === "unusable") throw input.error;
  if (input.kind !== "file") return; // to be read once
  const bytes = await readStart(input.path, start).catch((error: unknown) => { throw readError(input.path, error); });
  const format = formatOf(bytes);
  try {
    if (format === "PNG" || format === "JPEG") readHeader(bytes, format);
  } catch (error) {
    if (!(error instanceof ImageError) || !beyondStart.includes(error.code)) throw error;
  }
}
