// Names of results: '{dir}/{stem}.cam.png' with the parts of the photograph's own name filled in.
import { nearest } from "@camlucida/weights";
import { dirname, isAbsolute, normalize, parse, relative } from "node:path";
import { UsageError } from "../errors/errors.ts";
import type { Input } from "./inputs.ts";
import { fileNameOf } from "./url_name.ts";

/** For a result that all maps of a photograph share: {dir} the photograph's folder, {stem} its name without extension, {ext} its extension without dot. */
export const photoFields = ["dir", "stem", "ext"] as const;

/** {class} a slug, as below; {method} and {layer} as they are typed. */
const mapFields = ["class", "method", "layer"] as const;
const allFields = [...photoFields, ...mapFields];

export type MapField = (typeof mapFields)[number];
type Field = (typeof allFields)[number];

/**
 * In the default name alone: the stem, and the extension behind it where another photograph has taken that name: IMG_1.jpg and
 * IMG_1.png become IMG_1.cam.png and IMG_1.png.cam.png. See plan.ts.
 */
export const nameField = "{name}";

/**
 * In the names that results have in a folder of --out: where the photograph lies below the folder that was searched for it, "pets/cats"
 * of photos/pets/cats/x.jpg in photos/.
 */
export const belowField = "{below}";

/** What a map is called in names of files: no part holds a separator. */
export type MapNames = Readonly<Record<MapField, string>>;

/** The name "-": standard output instead of a file. */
export const toStdout = "-";

/**
 * Checks a template as typed.
 * @param option "--out" or "--raw", for the message. @param extensions what the name may end in, such as [".npy"].
 * @param fields what it may hold.
 * @throws UsageError "usage-bad-value" for an unknown field or a wrong ending.
 */
export function checkTemplate(option: string, template: string, extensions: readonly string[], fields: readonly Field[] = allFields): string {
  if (template === toStdout) return template;
  refuseUnknownFields(option, template, fields);
  if (!extensions.some((extension) => template.toLowerCase().endsWith(extension))) {
    throw new UsageError("usage-bad-value",
      `${option}: ${JSON.stringify(template)} must end in ${extensions.join(", ").replace(/, ([^,]*)$/, " or $1")}, or in / where it is a folder.`);
  }
  return template;
}

/** @throws UsageError "usage-bad-value" */
export function refuseUnknownFields(option: string, template: string, fields: readonly Field[] = allFields): void {
  for (const [whole, name = ""] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (fields.some((field) => field === name)) continue;
    const guess = nearest(name, fields);
    const hint = guess === undefined ? "" : ` Did you mean {${guess}}?`;
    throw new UsageError("usage-bad-value", `${option}: ${whole} is not known; there are ${fields.map((field) => `{${field}}`).join(", ")}.${hint}`);
  }
}

/** Whether a name tells in what maps differ; only then it cannot be known before they are. */
export function namesMaps(template: string): boolean {
  return mapFields.some((field) => template.includes(`{${field}}`));
}

/** The path of a result, never outside the folder that the template names. @param map left out for a result that the whole photograph shares */
export function fillTemplate(template: string, input: Input, map: MapNames = unnamed): string {
  const { stem, ext } = partsOf(input);
  const values: Record<Field | "name" | "below", string> = {
    dir: isNamedByPath(input) ? dirname(input.path) : ".",
    below: belowRoot(input),
    stem,
    ext,
    name: "name" in input ? tame(input.name) : stem,
    ...map,
  };
  return normalize(template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? values[name as Field] : whole)));
}

/** The parts of a photograph's own name, as parts of a file name. */
export function partsOf(input: Input): { readonly stem: string; readonly ext: string } {
  const { name, ext } = parse(ownName(input));
  return { stem: tame(name), ext: tame(ext.slice(1)) };
}

type NamedByPath = Exclude<Input, { readonly kind: "stdin" | "url" }>;

const isNamedByPath = (input: Input): input is NamedByPath => input.kind !== "stdin" && input.kind !== "url";

const ownName = (input: Input): string => (input.kind === "stdin" ? "stdin.png" : input.kind === "url" ? fileNameOf(input.url) : input.path);

/** "" for what lies in the searched folder itself, or was named without one. */
function belowRoot(input: Input): string {
  const path = input.kind === "file" && input.root !== undefined ? relative(input.root, dirname(input.path)) : "";
  return /^\.\.(?:[\\/]|$)/.test(path) || isAbsolute(path) ? "" : path;
}

const unnamed: MapNames = { class: "{class}", method: "{method}", layer: "{layer}" };

/** A photograph may be called "..", which as a folder is the one above; and no line break of a name gets into another. */
const tame = (text: string): string => text.replaceAll(/\p{Cc}/gu, "_").replace(/^\.+$/, (dots) => "_".repeat(dots.length));

const longest = 60; // characters: a file name may have 255 bytes, and a letter up to 4

/** On Windows these are devices, whatever they end in. */
const reserved = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])$/;

/**
 * Class labels as parts of file names, "Egyptian cat" → "egyptian-cat": no label, however hostile, can leave its folder. All are different: labels that would meet ("crane" the bird, "crane" the machine) get their index.
 * Letters and digits of every script stay; all else becomes "-".
 */
export function classSlugs(labels: readonly string[]): string[] {
  const slugs = labels.map((label, index) => slug(label) || `class-${index}`);
  const counts = new Map<string, number>();
  for (const text of slugs) counts.set(text, (counts.get(text) ?? 0) + 1);
  const taken = new Set<string>(slugs.filter((text) => counts.get(text) === 1));
  return slugs.map((text, index) => (counts.get(text) === 1 ? text : claim(`${text}-${index}`, taken)));
}

function slug(label: string): string {
  const words = label.slice(0, 1000).normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const text = Array.from(words.join("-")).slice(0, longest).join("");
  return reserved.test(text) ? `class-${text}` : text;
}

/** The text itself, or with as many "-" behind it as make it new. */
function claim(text: string, taken: Set<string>): string {
  if (taken.has(text)) return claim(`${text}-`, taken);
  taken.add(text);
  return text;
}
