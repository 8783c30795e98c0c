// `--out DIR/`: results of their usual names in one folder, below it as their photographs lie below the folder that was searched.
import { statSync } from "node:fs";
import { belowField, type MapField, nameField } from "./template.ts";

/** Whether a value names a folder: by its last letter, or because it is one. bin/permissions.mjs knows it too. */
export function isFolderName(value: string): boolean {
  if (/[\\/]$/.test(value)) return true;
  try {
    return statSync(value).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The template of the results in a folder.
 * @param varying in what the results of one photograph differ
 * @param ending ".cam.png"
 */
export function usualNameIn(folder: string, varying: readonly MapField[], ending: string): string {
  const place = folder.includes("{dir}") ? folder : `${folder}/${belowField}`; // which says itself where a photograph lies
  return `${place}/${[nameField, ...varying.map((field) => `{${field}}`)].join(".")}${ending}`;
}
