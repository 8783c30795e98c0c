// Quoted patterns → files: "*" and "?" within a name, "[a-z]", "{jpg,png}", and "**" for any depth of folders.
// As in shells, a leading dot must be written out, and "**" does not follow links.
import { type Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";

/** Whether a name holds any character that means something in a pattern. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** The files that match, sorted by path; folders that cannot be read hold nothing. */
export async function expandPattern(pattern: string): Promise<string[]> {
  const parts = pattern.split(sep === "\\" ? /[\\/]/ : "/");
  const root = parts[0] === "" ? "/" : "";
  const found = await matchFrom(root, root === "" ? parts : parts.slice(1));
  return [...new Set(found)].toSorted();
}

/** Every path below `folder` ("" is the current one) that the remaining parts of the pattern match. */
async function matchFrom(folder: string, [part, ...rest]: readonly string[]): Promise<string[]> {
  if (part === undefined) return [];
  if (part === "**") return matchAnyDepth(folder, rest);
  if (!isPattern(part)) return matchName(join(folder, part), rest);
  const names = (await entriesOf(folder)).map((entry) => entry.name).filter(nameMatcher(part));
  return (await Promise.all(names.map((name) => matchName(join(folder, name), rest)))).flat();
}

async function matchName(path: string, rest: readonly string[]): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (rest.length === 0) return found.isDirectory() ? [] : [path];
  return found.isDirectory() ? matchFrom(path, rest) : [];
}

async function matchAnyDepth(folder: string, rest: readonly string[]): Promise<string[]> {
  const deeper = (await entriesOf(folder)).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const below = await Promise.all(deeper.map((entry) => matchAnyDepth(join(folder, entry.name), rest)));
  return [...(await matchFrom(folder, rest.length === 0 ? ["*"] : rest)), ...below.flat()];
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch(() => []);
}

/** One part of a pattern as a test of names. What makes no sense as a pattern ("[z-a]") matches only itself. */
export function nameMatcher(part: string): (name: string) => boolean {
  const expression = compile(part);
  return (name) => (expression?.test(name) ?? name === part) && (part.startsWith(".") || !name.startsWith("."));
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
