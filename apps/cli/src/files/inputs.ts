// What was typed after the options, and what lists name → the pictures to explain, in order, each once, as they are found.
//
//   photo.jpg       itself, even if it is missing: then it fails alone
//   photos/         the pictures in it (by extension), sorted; its sub-folders with --recursive, as 'photos/**' reaches them
//   'photos/*.jpg'  what the pattern matches, sorted (quoted, or where the shell found nothing)
//   https://…       what the server sends
//   -               standard input
//
// Folders and patterns leave out our own results (*.cam.png, *.sheet.png, *.mask.png, also as .jpg) and hidden files; pictures of
// other formats, and pipes, sockets and devices, are named as left out.
import { CamlucidaError } from "@camlucida/tensor";
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, isAbsolute, join, normalize, parse, resolve } from "node:path";
import { imageError, type ImageError } from "../errors/errors.ts";
import { isAddress, shownAddress } from "../../bin/addresses.mjs";
import { formatByName } from "../image/formats.ts";
import { hasHeicDecoder, heicAdvice } from "../image/heic_decoder.ts";
import { expandPattern, filesBelow, folderOf, isPattern, type Match } from "./glob.ts";
import { NameSet } from "./name_table.ts";
import { type NameList, readNames, refuseMissingLists } from "./names_file.ts";
import { kindOfEntry } from "./regular.ts";
import { addressFault } from "./url_name.ts";

export type Input =
  | { readonly kind: "file"; readonly path: string; readonly root?: string; readonly name?: string } // root: the folder that was searched; name: see template.ts
  | { readonly kind: "stdin"; readonly name?: string }
  | { readonly kind: "url"; readonly url: string; readonly name?: string } // with the credentials: `nameOf` shows none
  | { readonly kind: "left-out"; readonly path: string; readonly what: string; readonly error: ImageError } // found beside pictures, and not read: "HEIC"
  | { readonly kind: "unusable"; readonly path: string; readonly error: CamlucidaError }; // such as a folder without pictures

/** The name under which results are reported: a path as typed or found, an address without its user, "-" for standard input. */
export function nameOf(input: Input): string {
  if (input.kind === "stdin") return "-";
  return input.kind === "url" ? shownAddress(input.url) : input.path;
}

/** Where inputs come from, beside words. */
export interface Search {
  readonly filesFrom?: readonly NameList[];
  readonly recursive?: boolean; // folders to any depth
}

/**
 * What cannot be read becomes an input that fails when its turn comes.
 * @throws UsageError "usage-names-unreadable", before the first input, for a list that is not there
 */
export async function* listInputs(typed: readonly string[], { filesFrom = [], recursive = false }: Search = {}): AsyncGenerator<Input> {
  await refuseMissingLists(filesFrom);
  const expand = recursive ? expandDeep : expandFlat;
  const seen = new NameSet();
  const isNew = (input: Input): boolean => seen.add(input.kind === "stdin" ? "-" : input.kind === "url" ? input.url : resolve(input.path));
  for (const text of typed) {
    if (text === "-") {
      if (seen.add("-")) yield { kind: "stdin" };
    } else for await (const input of expand(text)) if (isNew(input)) yield input;
  }
  for (const list of filesFrom) for await (const input of listedIn(list, expand)) if (isNew(input)) yield input;
}

type Expand = (typed: string) => AsyncIterable<Input>;

/** As if every name had been typed; but its results keep the whole of its path, since a list's names come from many folders. */
async function* listedIn(list: NameList, expand: Expand): AsyncGenerator<Input> {
  let empty = true;
  try {
    for await (const name of readNames(list)) {
      empty = false;
      for await (const input of expand(name)) yield input.kind === "file" ? { ...input, root: rootOf(input.path) } : input;
    }
  } catch (error) {
    if (!(error instanceof CamlucidaError)) throw error;
    return yield { kind: "unusable", path: shownList(list), error };
  }
  if (empty) yield unusable(shownList(list), imageError("image-missing", `The list ${shownList(list)} names no picture.`));
}

const shownList = (list: NameList): string => (typeof list === "string" && list !== "-" ? list : "standard input");

/** The current folder, or for what lies outside of it that of the whole system. */
const rootOf = (path: string): string => (/^\.\.(?:[\\/]|$)/.test(normalize(path)) || isAbsolute(path) ? parse(resolve(path)).root : ".");

const expandFlat = (typed: string): AsyncIterable<Input> => expandWord(typed, picturesIn, emptyFolderText);
const expandDeep = (typed: string): AsyncIterable<Input> => expandWord(typed, picturesBelow, (folder) => `The folder ${folder} and its sub-folders hold no picture (camlucida --list-formats).`);

async function* expandWord(typed: string, searched: Expand, emptyText: (folder: string) => string): AsyncGenerator<Input> {
  if (isAddress(typed)) return yield addressed(typed);
  const found = await stat(typed).catch(() => undefined);
  if (found?.isDirectory() === true) yield* orReason(typed, searched(typed), emptyText);
  else if (found === undefined && isPattern(typed)) yield* orReason(typed, matchesOf(typed), (pattern) => `No picture matches ${pattern}.`);
  else yield { kind: "file", path: typed };
}

function addressed(url: string): Input {
  const error = addressFault(url);
  return error ? unusable(shownAddress(url), error) : { kind: "url", url };
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
    const [names, others] = await entriesOf(folder);
    for (const name of names) {
      const path = join(folder, name);
      const other = others.get(name);
      const kind = other === undefined ? "file" : await kindOfEntry(other, path);
      if (kind !== undefined && kind !== "folder") yield found({ path, kind }, folder);
    }
  } catch (error) {
    yield unusable(folder, imageError("image-unreadable", `The folder ${folder} may not be read. Check its permissions.`, { cause: error }));
  }
}

const manyEntries = 10_000;

/** As below. Of a large folder nothing else is held: what the system told of its entries is ten times as large as their names. */
async function entriesOf(folder: string): Promise<[names: readonly string[], others: ReadonlyMap<string, Dirent>]> {
  const [names, others] = await readEntries(folder);
  names.sort((a, b) => (a < b ? -1 : 1));
  if (names.length > manyEntries) globalThis.gc?.();
  return [names, others];
}

/** The names of pictures, and of those that are no files what is known of them. */
async function readEntries(folder: string): Promise<[names: string[], others: ReadonlyMap<string, Dirent>]> {
  const names: string[] = [];
  const others = new Map<string, Dirent>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!isPicture(entry.name) && otherFormatOf(entry.name) === undefined) continue;
    names.push(entry.name);
    if (!entry.isFile() && !entry.isSymbolicLink()) others.set(entry.name, entry);
  }
  return [names, others];
}

/** In the folder and in all below it, but for links to folders and hidden ones. */
async function* picturesBelow(folder: string): AsyncGenerator<Input> {
  for await (const match of filesBelow(folder)) if (isAnyPicture(match)) yield found(match, folder);
}

async function* matchesOf(pattern: string): AsyncGenerator<Input> {
  const asksForOurs = /\.(cam|sheet|mask)\./.test(pattern);
  const everyFile = pattern.endsWith("**");
  const root = folderOf(pattern);
  for await (const match of expandPattern(pattern)) {
    if (everyFile && isAnyPicture(match)) yield found(match, root);
    if (!everyFile && (asksForOurs || !isOurs(basename(match.path)))) yield match.kind === "file" ? { kind: "file", path: match.path, root } : leftOut(match.path, match.kind);
  }
}

const isAnyPicture = ({ path }: Match): boolean => isPicture(basename(path)) || otherFormatOf(basename(path)) !== undefined;

/** A file that was not asked for by name. @param root the folder that was searched */
function found({ path, kind }: Match, root: string): Input {
  const other = otherFormatOf(basename(path));
  if (kind !== "file") return leftOut(path, kind);
  return other === undefined ? { kind: "file", path, root } : leftOut(path, other, otherFormatText(other, path));
}

const leftOut = (path: string, what: string, text = `A ${what} is not read, only files are.`): Input & { kind: "left-out" } =>
  ({ kind: "left-out", path, what, error: imageError("image-left-out", text) });

function unusable(path: string, error: ImageError): Input {
  return { kind: "unusable", path, error };
}

const emptyFolderText = (folder: string): string => `The folder ${folder} holds no picture (camlucida --list-formats). To reach its sub-folders: --recursive.`;

/** " But it holds 3 …" */
function insteadText(others: readonly (Input & { kind: "left-out" })[]): string {
  if (others.length === 0) return "";
  const [first] = others;
  const names = others.slice(0, 3).map(({ path }) => basename(path)).join(", ");
  const count = others.length === 1 ? "One other file is there" : `${others.length} other files are there`;
  return ` ${count}: ${names}${others.length > 3 ? ", …" : ""}. ${first?.error.message}`;
}

/** File names' endings → what such a file is called; what phones, cameras and the web make, and is not read. */
const otherFormats: Readonly<Record<string, string>> = {
  heic: "HEIC", heif: "HEIC", hif: "HEIC", // where their decoder is not installed
  jxl: "JPEG XL", jp2: "JPEG 2000", j2k: "JPEG 2000", jpx: "JPEG 2000", svg: "SVG", psd: "Photoshop",
  dng: "camera raw", cr2: "camera raw", cr3: "camera raw", nef: "camera raw", arw: "camera raw", raf: "camera raw",
  orf: "camera raw", rw2: "camera raw", pef: "camera raw", srw: "camera raw",
};

const ours = /\.(cam|sheet|mask)\.(png|jpe?g)$/i;

/** A result that this program wrote under its usual name. */
const isOurs = (name: string): boolean => ours.test(name);

/** A picture of a format that is read, by its name. */
const isPicture = (name: string): boolean => formatByName(name) !== undefined && otherFormatOf(name) === undefined && !isHidden(name) && !isOurs(name);

/** "HEIC", for a picture of a format that is not read. */
function otherFormatOf(name: string): string | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  const format = ending === undefined || isHidden(name) || !Object.hasOwn(otherFormats, ending) ? undefined : otherFormats[ending];
  return format === "HEIC" && hasHeicDecoder() ? undefined : format;
}

const isHidden = (name: string): boolean => name.startsWith(".");

/** Why a file is left out, and what to do. */
const otherFormatText = (format: string, name: string): string =>
  `${format} is not read${format === "HEIC" ? ` here (${heicAdvice})` : ""}. Convert it to JPEG or PNG, for example with ImageMagick: magick ${shellName(name)} ${shellName(name.replace(/\.[^.]*$/, ".jpg"))}`;

/** As it can be typed in a shell. */
const shellName = (name: string): string => (/^[\w.,/@+=:-]+$/.test(name) && !name.startsWith("-") ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`);
