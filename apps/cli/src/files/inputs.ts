// What was typed after the options → the pictures to explain, in order, each once.
//
//   photo.jpg       itself, even if it is missing: then it fails alone
//   photos/         the PNG and JPEG files in it (by extension), sorted; not its sub-folders: 'photos/**' reaches those
//   'photos/*.jpg'  what the pattern matches, sorted (quoted, or where the shell found nothing)
//   -               standard input
//
// Folders and patterns leave out our own results (*.cam.png, *.sheet.png, *.mask.png, also as .jpg) and hidden files.
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ImageError } from "../errors.ts";
import { expandPattern, isPattern } from "./glob.ts";

export type Input =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "unusable"; readonly path: string; readonly error: ImageError }; // a folder or pattern without pictures

/** The name under which results are reported: a path as typed or found, "-" for standard input. */
export function nameOf(input: Input): string {
  return input.kind === "stdin" ? "-" : input.path;
}

/** Never throws: what cannot be read becomes an input that fails when its turn comes. */
export async function expandInputs(typed: readonly string[]): Promise<Input[]> {
  const inputs = (await Promise.all(typed.map(expand))).flat();
  const byIdentity = new Map<string, Input>();
  for (const input of inputs) {
    const identity = input.kind === "stdin" ? "-" : resolve(input.path);
    if (!byIdentity.has(identity)) byIdentity.set(identity, input);
  }
  return [...byIdentity.values()];
}

async function expand(typed: string): Promise<Input[]> {
  if (typed === "-") return [{ kind: "stdin" }];
  const found = await stat(typed).catch(() => undefined);
  if (found?.isDirectory() === true) return picturesIn(typed);
  if (found === undefined && isPattern(typed)) return matchesOf(typed);
  return [file(typed)];
}

async function picturesIn(folder: string): Promise<Input[]> {
  try {
    const names = (await readdir(folder)).filter(isPicture).toSorted();
    if (names.length > 0) return names.map((name) => file(join(folder, name)));
    return [unusable(folder, new ImageError("image-missing",
      `The folder ${folder} holds no .png, .jpg or .jpeg. To reach its sub-folders: '${join(folder, "**")}'.`))];
  } catch (error) {
    return [unusable(folder, new ImageError("image-unreadable",
      `The folder ${folder} may not be read. Check its permissions.`, { cause: error }))];
  }
}

async function matchesOf(pattern: string): Promise<Input[]> {
  const asksForOurs = /\.(cam|sheet|mask)\./.test(pattern);
  const everyFile = pattern.endsWith("**");
  const paths = (await expandPattern(pattern)).filter((path) => (everyFile ? isPicture(path) : asksForOurs || !isOurs(path)));
  if (paths.length > 0) return paths.map(file);
  return [unusable(pattern, new ImageError("image-missing", `No picture matches ${pattern}.`))];
}

function file(path: string): Input {
  return { kind: "file", path };
}

function unusable(path: string, error: ImageError): Input {
  return { kind: "unusable", path, error };
}

function isPicture(name: string): boolean {
  return /\.(png|jpe?g)$/i.test(name) && !name.startsWith(".") && !isOurs(name);
}

/** A result that this program wrote under its usual name. */
function isOurs(name: string): boolean {
  return /\.(cam|sheet|mask)\.(png|jpe?g)$/i.test(name);
}
