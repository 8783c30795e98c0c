// What was typed after the options → the pictures to explain, in order, each once, as they are found.
//
//   photo.jpg       itself, even if it is missing: then it fails alone
//   photos/         the PNG and JPEG files in it (by extension), sorted; not its sub-folders: 'photos/**' reaches those
//   'photos/*.jpg'  what the pattern matches, sorted (quoted, or where the shell found nothing)
//   -               standard input
//
// Folders and patterns leave out our own results (*.cam.png, *.sheet.png, *.mask.png, also as .jpg) and hidden files; pictures of
// other formats, and pipes, sockets and devices, are named as left out.
import type { CamlucidaError } from "@camlucida/tensor";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { imageError, type ImageError } from "../errors/errors.ts";
import { expandPattern, isPattern, type Match } from "./glob.ts";
import { kindOfEntry } from "./regular.ts";

export type Input =
  | { readonly kind: "file"; readonly path: string; readonly name?: string } // name: see template.ts
  | { readonly kind: "stdin"; readonly name?: string }
  | { readonly kind: "left-out"; readonly path: string; readonly what: string; readonly error: ImageError } // found beside pictures, and not read: "HEIC"
  | { readonly kind: "unusable"; readonly path: string; readonly error: CamlucidaError }; // such as a folder without pictures

/** The name under which results are reported: a path as typed or found, "-" for standard input. */
export function nameOf(input: Input): string {
  return input.kind === "stdin" ? "-" : input.path;
}

/** Never throws: what cannot be read becomes an input that fails when its turn comes. */
export async function* listInputs(typed: readonly string[]): AsyncGenerator<Input> {
  const seen = new Set<string>();
  for (const text of typed) {
    for await (const input of expand(text)) {
      const identity = input.kind === "stdin" ? "-" : resolve(input.path);
      if (seen.has(identity)) continue;
      seen.add(identity);
      yield input;
    }
  }
}

async function* expand(typed: string): AsyncGenerator<Input> {
  if (typed === "-") return yield { kind: "stdin" };
  const found = await stat(typed).catch(() => undefined);
  if (found?.isDirectory() === true) yield* orReason(typed, picturesIn(typed), emptyFolderText);
  else if (found === undefined && isPattern(typed)) yield* orReason(typed, matchesOf(typed), (pattern) => `No picture matches ${pattern}.`);
  else yield { kind: "file", path: typed };
}

/** Where nothing is left to be explained, the place itself fails, and says what it holds. */
async function* orReason(place: string, inputs: AsyncIterable<Input>, text: (place: string) => string): AsyncGenerator<Input> {
  const leftOut: (Input & { kind: "left-out" })[] = []; // until there is a picture
  let some = false;
  for await (const input of inputs) {
    if (!some && input.kind === "left-out") {
      leftOut.push(input);
      continue;
    }
    if (!some) yield* leftOut;
    some = true;
    yield input;
  }
  if (!some) yield unusable(place, imageError("image-missing", `${text(place)}${insteadText(leftOut)}`));
}

async function* picturesIn(folder: string): AsyncGenerator<Input> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => isPicture(name) || otherFormatOf(name) !== undefined);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      const kind = await kindOfEntry(entry, path);
      if (kind !== undefined && kind !== "folder") yield found({ path, kind });
    }
  } catch (error) {
    yield unusable(folder, imageError("image-unreadable", `The folder ${folder} may not be read. Check its permissions.`, { cause: error }));
  }
}

async function* matchesOf(pattern: string): AsyncGenerator<Input> {
  const asksForOurs = /\.(cam|sheet|mask)\./.test(pattern);
  const everyFile = pattern.endsWith("**");
  for await (const match of expandPattern(pattern)) {
    const name = basename(match.path);
    if (everyFile && (isPicture(name) || otherFormatOf(name) !== undefined)) yield found(match);
    if (!everyFile && (asksForOurs || !isOurs(name))) yield match.kind === "file" ? { kind: "file", path: match.path } : leftOut(match.path, match.kind);
  }
}

/** A file that was not asked for by name. */
function found({ path, kind }: Match): Input {
  const other = otherFormatOf(basename(path));
  if (kind !== "file") return leftOut(path, kind);
  return other === undefined ? { kind: "file", path } : leftOut(path, other, otherFormatText(other, path));
}

const leftOut = (path: string, what: string, text = `A ${what} is not read, only files are.`): Input & { kind: "left-out" } =>
  ({ kind: "left-out", path, what, error: imageError("image-left-out", text) });

function unusable(path: string, error: ImageError): Input {
  return { kind: "unusable", path, error };
}

const emptyFolderText = (folder: string): string => `The folder ${folder} holds no .png, .jpg or .jpeg. To reach its sub-folders: '${join(folder, "**")}'.`;

/** " But it holds 3 …" */
function insteadText(others: readonly (Input & { kind: "left-out" })[]): string {
  if (others.length === 0) return "";
  const [first] = others;
  const names = others.slice(0, 3).map(({ path }) => basename(path)).join(", ");
  const count = others.length === 1 ? "One other file is there" : `${others.length} other files are there`;
  return ` ${count}: ${names}${others.length > 3 ? ", …" : ""}. ${first?.error.message}`;
}

/** File names' endings → what such a file is called; what phones, cameras and the web make, and this program does not read. */
const otherFormats: Readonly<Record<string, string>> = {
  heic: "HEIC", heif: "HEIF", hif: "HEIF", avif: "AVIF", webp: "WebP", gif: "GIF", bmp: "BMP", tif: "TIFF", tiff: "TIFF",
  jxl: "JPEG XL", jp2: "JPEG 2000", j2k: "JPEG 2000", jpx: "JPEG 2000", svg: "SVG", psd: "Photoshop",
  dng: "camera raw", cr2: "camera raw", cr3: "camera raw", nef: "camera raw", arw: "camera raw", raf: "camera raw",
  orf: "camera raw", rw2: "camera raw", pef: "camera raw", srw: "camera raw",
};

const ours = /\.(cam|sheet|mask)\.(png|jpe?g)$/i;

/** A result that this program wrote under its usual name. */
const isOurs = (name: string): boolean => ours.test(name);

/** A PNG or JPEG, by its name; .jfif and .jpe are names that Windows gives a JPEG. */
const isPicture = (name: string): boolean => /\.(png|jpe?g|jfif|jpe)$/i.test(name) && !isHidden(name) && !isOurs(name);

/** "HEIC", for a picture of a format that is not read. */
function otherFormatOf(name: string): string | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  return ending === undefined || isHidden(name) || !Object.hasOwn(otherFormats, ending) ? undefined : otherFormats[ending];
}

const isHidden = (name: string): boolean => name.startsWith(".");

/** Why a file is left out, and what to do. */
const otherFormatText = (format: string, name: string): string =>
  `${format} is not read. Convert it to JPEG or PNG, for example with ImageMagick: magick ${shellName(name)} ${shellName(name.replace(/\.[^.]*$/, ".jpg"))}`;

/** As it can be typed in a shell. */
const shellName = (name: string): string => (/^[\w.,/@+=:-]+$/.test(name) && !name.startsWith("-") ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`);
