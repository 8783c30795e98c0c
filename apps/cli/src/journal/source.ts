// By what a picture's file is known again: its size and time, or its content.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { RunOptions } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import type { SourceFacts } from "./lines.ts";

/** @returns undefined for what is no file, or not there. Never rejects. */
export async function sourceOf(input: Input, by: RunOptions["resumeBy"]): Promise<SourceFacts | undefined> {
  if (input.kind !== "file") return undefined;
  try {
    const found = await stat(input.path);
    if (!found.isFile()) return undefined; // reading a pipe would wait for its writer
    const facts = { size: found.size, mtimeMs: Math.floor(found.mtimeMs) }; // runtimes tell fractions differently
    return by === "stat" ? facts : { ...facts, sha256: await digestOf(input.path) };
  } catch {
    return undefined;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  return hash.digest("hex");
}

/** Whether the file is what it was. A line without a content's hash is of no use to who asks by content. */
export function isSameSource(then: SourceFacts | undefined, now: SourceFacts | undefined, by: RunOptions["resumeBy"]): boolean {
  if (then === undefined || now === undefined || then.size !== now.size) return false;
  return by === "stat" ? then.mtimeMs === now.mtimeMs : then.sha256 !== undefined && then.sha256 === now.sha256;
}
