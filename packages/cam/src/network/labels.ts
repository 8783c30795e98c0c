// Class names: read from a text, and checked against the model.
import { CamlucidaError } from "@camlucida/tensor";

/**
 * Labels that cannot be read or do not fit the model, or a class that no label names.
 * @example
 * ```ts
 * import { checkLabels, LabelError } from "@camlucida/cam";
 *
 * try {
 *   checkLabels(["cat", "dog"], 3);
 * } catch (error) {
 *   if (error instanceof LabelError) error.code; // → "labels-wrong-length"
 * }
 * ```
 */
export class LabelError extends CamlucidaError {}

/** Of a file in bytes, of a text in characters. */
export const labelsSizeLimit = 8 * 1024 * 1024;
const countLimit = 1_000_000; // classes

/**
 * Class names in the order of their indices, from one of
 *
 *   tench⏎goldfish⏎…                                 one per line; blank lines at the end are ignored
 *   ["tench", "goldfish"]                             a JSON list
 *   {"0": "tench", "1": "goldfish"}                   a JSON object by index
 *   {"0": ["n01440764", "tench"], …}                  as Keras ships ImageNet's: the last text counts
 *   {"tench": 0, "goldfish": 1}                       torchvision's class_to_idx
 *
 * @param name what to call the text in messages. @throws LabelError "labels-too-large", "labels-malformed".
 * @example
 * ```ts
 * import { readLabels } from "@camlucida/cam";
 *
 * readLabels("tench\ngoldfish\n"); // → ["tench", "goldfish"]
 * readLabels('{"1": "goldfish", "0": "tench"}'); // → ["tench", "goldfish"]
 * ```
 */
export function readLabels(text: string, name = "The labels"): string[] {
  if (text.length > labelsSizeLimit) throw labelsTooLarge(name);
  const content = text.replace(/^\ufeff/, "").trimEnd();
  const labels = /^\s*[[{]/.test(content) ? readJson(content, name) : content.split(/\r\n|\r|\n/).map((line) => line.trim());
  if (labels.length > countLimit) throw labelsTooLarge(name);
  const blank = labels.findIndex((label) => label === "");
  if (blank < 0) return labels;
  throw malformed(name, labels.length === 1 ? "it is empty" : `the name of class ${blank} (line ${blank + 1}) is blank`);
}

/**
 * Holds labels against the number of classes.
 * @throws LabelError "labels-wrong-length" unless there is one label per class.
 * @example
 * ```ts
 * import { checkLabels } from "@camlucida/cam";
 *
 * checkLabels(["cat", "dog", "bird"], network.classes); // → undefined
 * ```
 */
export function checkLabels(labels: readonly string[], classes: number): void {
  if (labels.length === classes) return;
  throw new LabelError("labels-wrong-length",
    `${labels.length} labels were given; the model has ${classes} classes. Give one label per class, in the order of the classes.`);
}

/**
 * What a class is called that nobody has named.
 * @example
 * ```ts
 * import { unnamedClass } from "@camlucida/cam";
 *
 * unnamedClass(7); // → "class 7"
 * ```
 */
export const unnamedClass = (index: number): string => `class ${index}`;

/**
 * What the numbers are called that a backbone answers with: no classes.
 * @example
 * ```ts
 * import { featureNames } from "@camlucida/cam";
 *
 * featureNames(3); // → ["feature 0", "feature 1", "feature 2"]
 * ```
 */
export const featureNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `feature ${index}`);

/**
 * The names given or found, else "class 0", "class 1", … [classes].
 * @throws LabelError "labels-wrong-length"
 * @example
 * ```ts
 * import { labelsFor } from "@camlucida/cam";
 *
 * labelsFor(undefined, 3); // → ["class 0", "class 1", "class 2"]
 * labelsFor(["cat", "dog", "bird"], 3)[1]; // → "dog"
 * ```
 */
export function labelsFor(labels: readonly string[] | undefined, classes: number): readonly string[] {
  if (labels) checkLabels(labels, classes);
  return labels ?? Array.from({ length: classes }, (_, index) => unnamedClass(index));
}

function readJson(content: string, name: string): string[] {
  const parsed = parseJson(content, name);
  if (Array.isArray(parsed)) return parsed.map((value, index) => textOf(value) ?? fail(name, `entry ${index} is no text`));
  if (typeof parsed !== "object" || parsed === null) return fail(name, "it is neither a list nor an object");
  const entries = Object.entries(parsed).map(([key, value]) =>
    indexed(key, value) ?? fail(name, `the entry of ${JSON.stringify(key.slice(0, 80))} is no index and name`));
  const labels = Array.from<string | undefined>({ length: entries.length });
  for (const [index, label] of entries) {
    if (index >= labels.length) fail(name, `it has ${labels.length} entries, and one has index ${index}`);
    if (labels[index] !== undefined) fail(name, `index ${index} appears twice`);
    labels[index] = label;
  }
  return labels.map((label) => label ?? fail(name, "an index is missing")); // as many as entries, none twice: none is missing
}

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new LabelError("labels-malformed",
      `${name} cannot be used: it starts like JSON and is not (${String(error instanceof Error ? error.message : error)}).`, { cause: error });
  }
}

/** One entry of an object as [index, label]: index → name, or name → index. */
function indexed(key: string, value: unknown): [number, string] | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? [value, key.trim()] : undefined;
  const label = textOf(value);
  return /^\d{1,9}$/.test(key) && label !== undefined ? [Number(key), label] : undefined;
}

/** A text, or the last text of a list. */
function textOf(value: unknown): string | undefined {
  const text: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof text === "string" ? text.trim() : undefined;
}

function fail(name: string, reason: string): never {
  throw malformed(name, reason);
}

function malformed(name: string, reason: string): LabelError {
  return new LabelError("labels-malformed",
    `${name} cannot be used: ${reason}. Give one class name per line, a JSON list, or a JSON object by index.`);
}

/**
 * The error for labels of which there are more than are read.
 * @example
 * ```ts
 * import { labelsTooLarge } from "@camlucida/cam";
 *
 * labelsTooLarge("my.txt").code; // → "labels-too-large"
 * ```
 */
export function labelsTooLarge(name: string): LabelError {
  return new LabelError("labels-too-large",
    `${name} is larger than ${labelsSizeLimit / 1024 / 1024} MiB or names more than ${countLimit.toLocaleString("en")} classes.`);
}
