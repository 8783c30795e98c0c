// A download that is not whole yet: `<file>.part` holds the bytes so far, `<file>.part.json` what they are a part of.
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { storing } from "../errors/errors.ts";
import { field, parseJson, text } from "../manifest/json.ts";

/** What is there of a file, and the server's name for the version it belongs to. */
export interface PartialFile {
  readonly received: number; // bytes
  /** A strong ETag or a Last-Modified date, for `If-Range`. */
  readonly validator: string;
}

export function partPath(to: string): string {
  return `${to}.part`;
}

/** What an earlier attempt at `url` left behind for the file `to`; `undefined` where nothing that can be gone on from. */
export async function findPart(to: string, url: string): Promise<PartialFile | undefined> {
  try {
    const description = parseJson(await readFile(`${partPath(to)}.json`, "utf8"), "part", "part-malformed");
    const { size } = await stat(partPath(to));
    const validator = text(field(description, "validator"));
    return size > 0 && text(field(description, "url")) === url ? { received: size, validator } : undefined;
  } catch {
    return undefined; // no part, no description, or a damaged one: begin again
  }
}

/** Notes which version of `url` the part's bytes belong to. Without a validator nobody can go on from them. */
export async function describePart(to: string, url: string, validator: string | undefined): Promise<void> {
  const path = `${partPath(to)}.json`;
  await storing(path, validator === undefined ? rm(path, { force: true }) : writeFile(path, JSON.stringify({ url, validator })));
}

/** Removes the part and its description. */
export async function discardPart(to: string): Promise<void> {
  await rm(partPath(to), { force: true });
  await rm(`${partPath(to)}.json`, { force: true });
}

/** The part is whole and verified: it takes its final name, in one step. */
export async function completePart(to: string): Promise<void> {
  await storing(to, rename(partPath(to), to));
  await discardPart(to);
}
