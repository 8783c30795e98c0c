// Class names that lie beside a model or in its metadata, where it was not camlucida that wrote them: transformers' id2label, timm's
// label_names, the text that ONNX exporters put under names, labels or classes. What names another number of classes is about other things,
// and left; so is what cannot be read: nobody asked for it.
import { LabelError, readLabels } from "./labels.ts";

/**
 * The class names in a config.json as transformers and timm write it, undefined where there are none for so many classes.
 * @example
 * ```ts
 * import { labelsInConfig } from "@camlucida/cam";
 *
 * labelsInConfig('{ "id2label": { "0": "cat", "1": "dog" } }', 2); // → ["cat", "dog"]
 * labelsInConfig('{ "id2label": { "0": "LABEL_0", "1": "LABEL_1" } }', 3); // → undefined
 * ```
 */
export function labelsInConfig(text: string, classes: number): readonly string[] | undefined {
  const config = objectIn(text);
  const timm = objectOf(config?.["pretrained_cfg"]);
  const names = timm?.["label_names"] ?? config?.["label_names"];
  const descriptions = objectOf(timm?.["label_descriptions"] ?? config?.["label_descriptions"]);
  const described = Array.isArray(names) && descriptions ? names.map((name: unknown) => (typeof name === "string" ? descriptions[name] ?? name : name)) : names;
  return fitting(described, classes) ?? fitting(config?.["id2label"], classes);
}

/** As exporters call the entry; each may be JSON, Python's way of writing a dictionary or a list, lines, or words between commas. */
const keys = ["names", "labels", "classes", "class_names", "id2label"];

/**
 * The class names in a file's metadata, undefined where there are none for so many classes.
 * @example
 * ```ts
 * import { labelsInMetadata } from "@camlucida/cam";
 *
 * labelsInMetadata({ names: "{0: 'cat', 1: 'dog'}" }, 2); // → ["cat", "dog"]
 * ```
 */
export function labelsInMetadata(metadata: Readonly<Record<string, string>>, classes: number): readonly string[] | undefined {
  for (const key of keys) {
    const text = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    const found = text === undefined ? undefined : namesIn(text, classes);
    if (found) return found;
  }
  return undefined;
}

const longest = 4 * 1024 * 1024; // characters: 100,000 classes

function namesIn(text: string, classes: number): readonly string[] | undefined {
  if (text.length > longest) return undefined;
  const ways = [text, pythonAsJson(text), text.includes("\n") ? "" : text.split(",").join("\n")];
  for (const way of ways) {
    const found = read(way, classes);
    if (found) return found;
  }
  return undefined;
}

/** {0: 'cat', 1: "dog's"} → {"0": "cat", "1": "dog's"} */
function pythonAsJson(text: string): string {
  return text
    .replaceAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g, (_, single: string | undefined, double: string | undefined) => JSON.stringify((single ?? double ?? "").replaceAll(/\\(['"\\])/g, "$1")))
    .replaceAll(/([{,]\s*)(\d+)(\s*:)/g, '$1"$2"$3');
}

const fitting = (names: unknown, classes: number): readonly string[] | undefined => (typeof names === "object" && names !== null ? read(JSON.stringify(names), classes) : undefined);

function read(text: string, classes: number): readonly string[] | undefined {
  try {
    const labels = readLabels(text);
    return labels.length === classes ? labels : undefined;
  } catch (error) {
    if (error instanceof LabelError) return undefined;
    throw error;
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined => (typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined);
