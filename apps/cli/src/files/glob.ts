// Quoted patterns → files: "*" and "?" within a name, "[a-z]", "{jpg,png}", and "**" for any depth of folders.
// As in shells, a leading dot must be written out, and "**" does not follow links.
import { readdir, stat } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { kindOf, kindOfEntry, type SystemFileKind } from "./regular.ts";

/** Whether a name holds any character that means something in a pattern. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

export interface Match {
  readonly path: string;
  readonly kind: SystemFileKind; // never a folder
}

/** What of a pattern is left below a folder: at least one part, each one name or "**". */
type Parts = readonly string[];

/**
 * The files that match, sorted by path, each as soon as it is found: of a folder only its names are read before. Folders that
 * cannot be read hold nothing.
 */
export async function* expandPattern(pattern: string): AsyncGenerator<Match> {
  const { folder, rest } = divided(pattern);
  if (rest.length === 0 || pattern.endsWith("/")) return; // only folders end so
  yield* matchesBelow(folder, [rest]);
}

/** The folder below which a pattern searches. */
export const folderOf = (pattern: string): string => divided(pattern).folder || ".";

function divided(pattern: string): { readonly folder: string; readonly rest: Parts } {
  const parts = normalize(pattern).split(sep);
  const fixed = Math.max(parts.findIndex(isPattern), 0);
  const folder = parts.slice(0, fixed).join(sep);
  return { folder: fixed > 0 && folder === "" ? sep : folder, rest: parts.slice(fixed).filter((part) => part !== "") };
}

/** All files in a folder and in those below it, as "**" finds them, whatever the folder is called. */
export const filesBelow = (folder: string): AsyncGenerator<Match> => matchesBelow(normalize(join(folder, ".")), [["**"]]);

interface Candidate extends Match {
  readonly below: readonly Parts[]; // what is left of the pattern in it; none where it is a file
}

/** @param folder "" is the current one. @param ways what of the pattern may be left here: "**" makes several */
async function* matchesBelow(folder: string, ways: readonly Parts[]): AsyncGenerator<Match> {
  for (const { path, kind, below } of await candidatesIn(folder, ways.flatMap(withoutDepth))) {
    if (kind !== "folder") yield { path, kind };
    else yield* matchesBelow(path, below);
  }
}

/** "**" stands for no folder, too; at the end for every file. */
const withoutDepth = (way: Parts): Parts[] => {
  const [part, next, ...rest] = way;
  if (part !== "**") return [way];
  return [way, ...withoutDepth(next === undefined ? ["*"] : [next, ...rest])];
};

/** Files that match and folders that may hold some, in the order of all paths in them. */
async function candidatesIn(folder: string, ways: readonly Parts[]): Promise<Candidate[]> {
  const entries = await readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch(() => []);
  const fits = ways.map(([part = "", ...rest]) => ({ part, rest, matches: nameMatcher(part) }));
  const found: Candidate[] = [];
  for (const entry of entries) {
    const fitting = fits.filter(({ part, matches }) => (part === "**" ? isOpen(entry.name) : matches(entry.name)));
    if (fitting.length === 0) continue;
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(path).then(kindOf, () => undefined) : await kindOfEntry(entry, path);
    const below = fitting.flatMap(({ part, rest }) => {
      if (part === "**") return entry.isDirectory() ? [["**", ...rest]] : [];
      return rest.length > 0 ? [rest] : [];
    });
    const ends = fitting.some(({ part, rest }) => part !== "**" && rest.length === 0);
    if (kind !== undefined && (kind === "folder" ? below.length > 0 : ends)) found.push({ path, kind, below: once(below) });
  }
  const key = ({ path, kind }: Candidate): string => (kind === "folder" ? path + sep : path);
  return found.map((each) => [key(each), each] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** "**\/**" leaves the same again and again. */
const once = (ways: readonly Parts[]): readonly Parts[] => [...new Map(ways.map((way) => [way.join(sep), way])).values()];

const isOpen = (name: string): boolean => !name.startsWith(".");

/** One part of a pattern as a test of names. What makes no sense as a pattern ("[z-a]") matches only itself. */
export function nameMatcher(part: string): (name: string) => boolean {
  const expression = compile(part);
  return (name) => (expression?.test(name) ?? name === part) && (part.startsWith(".") || isOpen(name));
}

function compile(part: string): RegExp | undefined {
  try {
    return new RegExp(`^${translate(part)}$`, "su");
  } catch {
    return undefined;
  }
}

/** Pattern → regular expression. A bracket or brace that is never closed stands for itself. */
function translate(part: string): string {
  const tokens = /\*+|\?|\[(!?)([^\]]+)\]|\{([^{}]*)\}|[^]/gu;
  return part.replaceAll(tokens, (token, not: string | undefined, set: string | undefined, choices: string | undefined) => {
    if (token.startsWith("*")) return ".*";
    if (token === "?") return ".";
    if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replaceAll(/[\\\][^]/g, String.raw`\$&`)}]`;
    if (choices !== undefined) return `(?:${choices.split(",").map(translate).join("|")})`;
    return escape(token);
  });
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
