// Names of results: '{dir}/{stem}.cam.png' with the parts of the photograph's own name filled in.
import { dirname, normalize, parse } from "node:path";
import { UsageError } from "../errors.ts";
import { nearest } from "@camlucida/weights";
import type { Input } from "./inputs.ts";

/** {dir} the photograph's folder, {stem} its name without extension, {ext} its extension without dot, {class} a slug: slug.ts. */
const fields = ["dir", "stem", "ext", "class"] as const;
type Field = (typeof fields)[number];

/** The name "-": standard output instead of a file. */
export const toStdout = "-";

/**
 * Checks a template as typed.
 * @param option "--out" or "--raw", for the message. @param extensions what the name may end in, such as [".npy"].
 * @throws UsageError "usage-bad-value" for an unknown field or a wrong ending.
 */
export function checkTemplate(option: string, template: string, extensions: readonly string[]): string {
  if (template === toStdout) return template;
  for (const [whole, name = ""] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (isField(name)) continue;
    const guess = nearest(name, fields);
    const hint = guess === undefined ? "" : ` Did you mean {${guess}}?`;
    throw new UsageError("usage-bad-value", `${option}: ${whole} is not known; there are {dir}, {stem}, {ext} and {class}.${hint}`);
  }
  if (!extensions.some((extension) => template.toLowerCase().endsWith(extension))) {
    throw new UsageError("usage-bad-value",
      `${option}: ${JSON.stringify(template)} must end in ${extensions.join(", ").replace(/, ([^,]*)$/, " or $1")}.`);
  }
  return template;
}

/** Whether results for different classes get different names. */
export function namesClass(template: string): boolean {
  return template.includes("{class}");
}

/** The path of a result. @param classSlug see slug.ts: it holds no separator. */
export function fillTemplate(template: string, input: Input, classSlug: string): string {
  const { name, ext } = parse(input.kind === "stdin" ? "stdin.png" : input.path);
  const values: Record<Field, string> = {
    dir: input.kind === "stdin" ? "." : dirname(input.path),
    stem: name,
    ext: ext.slice(1),
    class: classSlug,
  };
  return normalize(template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => (isField(name) ? values[name] : whole)));
}

function isField(name: string): name is Field {
  return fields.some((field) => field === name);
}
