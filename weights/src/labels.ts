// Class names that come with the package: one per line, line number = class index.
import { readFileSync } from "node:fs";

/** The names in `labels/<list>.txt`. */
export function shippedLabels(list: string): readonly string[] {
  return splitLabels(readFileSync(new URL(`../labels/${list}.txt`, import.meta.url), "utf8"));
}

/** Splits a text with one name per line; the end of the last line is not a name. */
export function splitLabels(text: string): readonly string[] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
