// Which folders the pictures and maps lie in that results name: a report reads these, for its thumbnails, and nothing else.
import { closeSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";

const named = /"(?:image|overlay|raw)":("(?:[^"\\]|\\.)*")/g; // in JSON as it is written by the program: without spaces
const pieceBytes = 1 << 20;

/** @param files of JSON lines; one that cannot be read names nothing: the program tells why */
export function foldersNamedIn(files) {
  const folders = new Set();
  for (const file of files) for (const text of piecesOf(file)) for (const [, path] of text.matchAll(named)) folders.add(dirname(textOf(path)));
  return [...folders];
}

/** Whole lines, some at a time. */
function* piecesOf(file) {
  const decoder = new TextDecoder();
  const piece = Buffer.alloc(pieceBytes);
  let opened;
  let pending = "";
  try {
    opened = openSync(file, "r");
    for (let length = readSync(opened, piece); length > 0; length = readSync(opened, piece)) {
      pending += decoder.decode(piece.subarray(0, length), { stream: true });
      const end = pending.lastIndexOf("\n") + 1;
      yield pending.slice(0, end);
      pending = pending.slice(end);
    }
    yield pending;
  } catch {
    return;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

function textOf(json) {
  try {
    return JSON.parse(json);
  } catch {
    return "x"; // beside no file: dirname is "."
  }
}
