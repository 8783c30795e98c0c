// Where the inputs of a command lie, and which servers have some, as far as it can be known before the program starts.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { dirname, sep } from "node:path";
import { isAddress, serversOf } from "./addresses.mjs";
import { openNameList } from "./name_list.mjs";
import { shortened } from "./shorter.mjs";

/** As files/glob.ts knows them. */
const patternCharacters = /[*?[{]/;

/** Where inputs lie and {dir} may be, which servers have some, and whether further ones are known only when they are read. */
export function inputsOf(typed, inputs) {
  const lists = typed.get("files-from") ?? [];
  const listed = lists.map(contentsOf);
  const files = inputs.filter((input) => input !== "-" && !isAddress(input)).map((input) => placeOf(input, typed.has("recursive")));
  const here = inputs.some((input) => input === "-" || isAddress(input)) || listed.some(({ servers }) => servers.length > 0) ? [{ reads: [], folder: ".", exact: true }] : [];
  return {
    places: [...files, ...here, ...listed.flatMap(({ folders }) => folders).map((folder) => ({ reads: [folder], folder, exact: false }))],
    servers: [...inputs.filter(isAddress).flatMap(serversOf), ...listed.flatMap(({ servers }) => servers)],
    isOpen: listed.some((list) => list.isOpen),
  };
}

/** Far more than can be granted one by one. */
const mostFolders = 10_000;

/** The folders and servers that a list names, if it is a file. A folder in it is covered by the one that it lies in. */
function contentsOf(list) {
  const [servers, found] = [new Set(), list === "-" ? undefined : statOf(list)];
  let folders = new Set();
  if (!found?.isFile()) return { folders: [], servers: [], isOpen: list === "-" || (found !== undefined && !found.isDirectory()) };
  for (const name of namesIn(list)) {
    if (isAddress(name)) for (const server of serversOf(name)) servers.add(server);
    else folders.add(dirname(fixedPart(name)));
    if (folders.size > mostFolders) folders = new Set(shortened([...folders], ({ length }) => length <= mostFolders / 2));
  }
  return { folders: [...folders], servers: [...servers], isOpen: false };
}

/** Stops at what is no list, or may not be read: the program says so. */
function* namesIn(path) {
  try {
    const [file, bytes, list] = [openSync(path), new Uint8Array(1 << 20), openNameList()];
    try {
      for (let count = readSync(file, bytes); count > 0; count = readSync(file, bytes)) yield* list.take(bytes.slice(0, count));
      yield* list.end();
    } finally {
      closeSync(file);
    }
  } catch {
    // as above
  }
}

/** What an input reads, and the folder that {dir} is, or below which it is. */
function placeOf(input, recursive) {
  const found = statOf(input);
  if (found?.isDirectory()) return { reads: [input], folder: input, exact: !recursive };
  if (found !== undefined || !patternCharacters.test(input)) return { reads: [input], folder: dirname(input), exact: true };
  const folder = dirname(fixedPart(input));
  return { reads: [folder], folder, exact: false };
}

/** A pattern's beginning without special characters, as far as its parts are whole, with some name behind it; a name itself. */
function fixedPart(name) {
  const parts = name.split(sep === "\\" ? /[\\/]/ : "/");
  const at = parts.findIndex((part) => patternCharacters.test(part));
  return at < 0 ? name : [...parts.slice(0, at), "x"].join("/");
}

export function statOf(path) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
