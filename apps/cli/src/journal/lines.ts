// The lines of a journal: of a run (by what its pictures were explained), of each picture (as --json prints it, and by what its file is known
// again), and of the end. Whoever reads results skips what has no `image`.
import type { InputResult } from "../report/result.ts";

/** By what all pictures of the lines that follow were explained. */
export interface RunFacts {
  readonly version: string; // of this program
  readonly shard: string | null; // "2/8"
  readonly settings: string; // SHA-256: see settings.ts
  readonly model: string; // SHA-256 of the weights file
  readonly words: readonly string[]; // as typed, behind those of configuration files
}

/** The orderly end: without it a run was interrupted. */
export interface EndFacts {
  readonly inputs: number;
  readonly failed: number;
}

/** By what a picture's file is known again. */
export interface SourceFacts {
  readonly size: number; // bytes
  readonly mtimeMs: number; // whole ms since 1970
  readonly sha256?: string; // with --resume-by content
}

/** Of one picture. The rest is its result. */
export type JournaledPicture = InputResult & { readonly source?: SourceFacts };

/** What a line is about, and what is told without reading all of it. */
export type LineHead =
  | { readonly kind: "run"; readonly run: RunFacts }
  | { readonly kind: "end"; readonly end: EndFacts }
  | { readonly kind: "picture"; readonly image: string }
  | { readonly kind: "other" }; // damaged, or another program's

const pictureStart = new TextEncoder().encode('{"image":"');
const [quote, backslash] = [0x22, 0x5c];

/** @param line bytes, without the newline */
export function headOf(line: Uint8Array): LineHead {
  const image = imageIn(line);
  if (image !== undefined) return { kind: "picture", image };
  const value = parsed(new TextDecoder().decode(line));
  if (typeof value?.["image"] === "string") return { kind: "picture", image: value["image"] };
  if (isRun(value?.["run"])) return { kind: "run", run: value["run"] };
  if (isEnd(value?.["end"])) return { kind: "end", end: value["end"] };
  return { kind: "other" };
}

/** The image of a line that begins with it, as ours do: of long lines only the beginning is read. */
function imageIn(line: Uint8Array): string | undefined {
  if (!pictureStart.every((byte, at) => line[at] === byte) || line.at(-1) !== 0x7d) return undefined;
  let end = pictureStart.length;
  while (end < line.length && line[end] !== quote) end += line[end] === backslash ? 2 : 1;
  const text: unknown = parsed(`{"image":${new TextDecoder().decode(line.subarray(pictureStart.length - 1, end + 1))}}`)?.["image"];
  return typeof text === "string" ? text : undefined;
}

/** An object, or undefined for anything else. */
export function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

function isRun(value: unknown): value is RunFacts {
  const { version, shard, settings, model, words } = (value ?? {}) as Partial<Record<keyof RunFacts, unknown>>;
  return [version, settings, model].every((text) => typeof text === "string") && (shard === null || typeof shard === "string") && Array.isArray(words);
}

function isEnd(value: unknown): value is EndFacts {
  const { inputs, failed } = (value ?? {}) as Partial<Record<keyof EndFacts, unknown>>;
  return typeof inputs === "number" && typeof failed === "number";
}
