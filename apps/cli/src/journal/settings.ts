// All that changes results, in one hash: what was done under other settings is not done.
//
// In it: classes, target and framing, methods and layers, the look, the names of results, --top, --metrics, and the content of the files that
// options name. Not in it: the pictures, the model (its own hash stands beside this one), on what and with how many threads it runs, how much
// is said. Nor this program's version: a run may be finished by a newer one, which says so.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Options } from "../arguments/options.ts";

/** @returns SHA-256, 64 hex digits */
export async function settingsOf({ what, how, style, outputs, run }: Options): Promise<string> {
  const { inputs: _inputs, filesFrom: _filesFrom, recursive: _recursive, model: _model, labels, preprocess, similarTo, ...asked } = what;
  const { out, raw, mask, sheet, curves, top } = outputs;
  const settings = {
    asked: { ...asked, labels: await contentOf(labels), preprocess: await contentOf(preprocess), similarTo: await Promise.all(similarTo.map(contentOf)) },
    how, style, outputs: { out, raw, mask, sheet, curves, top },
    run: { metrics: run.metrics, boxes: await contentOf(run.boxes) },
  };
  return createHash("sha256").update(JSON.stringify(sorted(settings))).digest("hex");
}

/** The hash of a file's content; a name that is no file is itself, such as that of a preprocessing. */
async function contentOf(name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const bytes = await readFile(name).catch(() => undefined);
  return bytes === undefined ? name : createHash("sha256").update(bytes).digest("hex");
}

/** The same whatever the order of an object's entries. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry)]));
}
