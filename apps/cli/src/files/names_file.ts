// --files-from: the names in a list, as they are read. A million of them take no more memory than one.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
import { openNameList } from "../../bin/name_list.mjs";
import { messageOf, systemCode, UsageError } from "../errors/errors.ts";

/** Where names are: a path, "-" for standard input, or the names themselves. */
export type NameList = string | readonly string[];

const standardInput = "-";

/** Whether a list can be read only once. */
export const isOnce = (list: NameList): boolean => list === standardInput;

/** Lists that can be read again. @throws UsageError "usage-names-unreadable" */
export async function heldLists(lists: readonly NameList[]): Promise<NameList[]> {
  const held: NameList[] = [];
  for (const list of lists) {
    const names: string[] = [];
    if (isOnce(list)) for await (const name of readNames(list)) names.push(name);
    held.push(isOnce(list) ? names : list);
  }
  return held;
}

/**
 * Refuses before anything happens what cannot be read.
 * @throws UsageError "usage-names-unreadable"
 */
export async function refuseMissingLists(lists: readonly NameList[]): Promise<void> {
  for (const list of lists) {
    if (typeof list !== "string" || isOnce(list)) continue;
    const found = await stat(list).catch((error: unknown) => { throw unreadable(list, error); });
    if (found.isDirectory()) throw new UsageError("usage-names-unreadable", `--files-from: ${list} is a folder, and a file with a name on each line was expected. A folder's pictures need no list: camlucida ${list}`);
  }
}

/**
 * The names in a list, each as soon as it is read.
 * @throws UsageError "usage-names-unreadable"
 */
export async function* readNames(list: NameList): AsyncGenerator<string> {
  if (typeof list !== "string") return yield* list;
  try {
    yield* namesIn(list === standardInput ? process.stdin : createReadStream(list, { highWaterMark: 1 << 16 }));
  } catch (error) {
    throw unreadable(list, error);
  }
}

/** @throws Error for a name without an end; what the bytes' source throws */
export async function* namesIn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const list = openNameList();
  for await (const part of bytes) yield* list.take(part);
  yield* list.end();
}

function unreadable(list: string, error: unknown): UsageError {
  const place = list === standardInput ? "standard input" : list;
  const piped = systemCode(error) === "ENOENT" && /^\/(dev|proc\/self)\/fd\/\d+$/.test(list);
  const step = piped ? "A pipe of the shell does not reach this program: find … | camlucida --files-from -" : "Give a file with a name on each line, or - for standard input.";
  return new UsageError("usage-names-unreadable", `--files-from: ${place} cannot be read: ${messageOf(error)}. ${step}`, { cause: error });
}
