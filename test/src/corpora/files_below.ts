// Every file of a folder that reading is for, to any depth.
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { kindOfName, type ReaderKind } from "./formats.ts";

/** A file, and by what it is read. */
export interface CorpusFile {
  readonly path: string;
  /** Below the folder, with "/" between its parts. */
  readonly name: string;
  readonly kind: ReaderKind;
}

/** @param every file, whatever its name: what promises nothing is read as a picture */
export async function filesBelow(folder: string, every: boolean): Promise<readonly CorpusFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.toSorted().flatMap((path) => {
    const kind = kindOfName(path) ?? (every ? "picture" : undefined);
    return kind ? [{ path, name: relative(folder, path).replaceAll("\\", "/"), kind }] : [];
  });
}
