// What was typed → what to do. A command that cannot be carried out as typed is refused before anything happens.
import { type ClassQuery, mayDrawSeveral, readClassQuery } from "./class_query.ts";
import { UsageError } from "./errors.ts";
import { checkTemplate, namesClass, toStdout } from "./files/template.ts";
import { type Compatibility, compatibilities, type DeviceChoice, devices, type View, views } from "./options.ts";
import { didYouMean, tokenise, type Typed } from "./tokens.ts";

export interface Options {
  readonly inputs: readonly string[]; // as typed: files, folders, patterns, "-"
  readonly model: string | undefined; // a name or a path; undefined: the default, with its fallback
  readonly labels: string | undefined; // a path
  readonly classes: readonly ClassQuery[]; // at least one
  readonly view: View;
  readonly compat: Compatibility | undefined;
  readonly crop: boolean;
  readonly colormap: string | undefined; // undefined: the view's own
  readonly alpha: number | undefined; // 0…1; undefined: the view's own
  readonly device: DeviceChoice;
  readonly out: string; // a template, or "-"
  readonly raw: string | undefined; // a template
  readonly json: boolean;
  readonly force: boolean;
  readonly detail: "quiet" | "normal" | "verbose";
}

export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "list-devices"; readonly json: boolean }
  | { readonly kind: "explain"; readonly options: Options };

/** Names that other packages define. */
export interface Vocabulary {
  readonly colormaps: readonly string[];
}

/**
 * Reads the arguments behind the program's name.
 * @throws UsageError "usage-unknown-option", "usage-missing-value", "usage-bad-value", "usage-contradiction", "usage-no-input".
 */
export function parseArguments(argv: readonly string[], vocabulary: Vocabulary): Command {
  const { typed, inputs } = tokenise(argv);
  if (typed.has("help")) return { kind: "help" };
  if (typed.has("version")) return { kind: "version" };
  if (typed.has("list-devices")) return { kind: "list-devices", json: typed.has("json") };
  const chosen = readOptions(typed, inputs, vocabulary);
  refuseContradictions(typed, chosen);
  if (inputs.length === 0) {
    throw new UsageError("usage-no-input", "No picture was given. Try: npm run cam -- samples/chelsea.png, or --help.");
  }
  return { kind: "explain", options: chosen };
}

function readOptions(typed: Typed, inputs: readonly string[], { colormaps }: Vocabulary): Options {
  const last = (name: string): string | undefined => typed.get(name)?.at(-1);
  const classes = (typed.get("class") ?? ["top1"]).map(readClassQuery);
  const out = last("out");
  const raw = last("raw");
  return {
    inputs,
    model: last("model"),
    labels: last("labels"),
    classes,
    view: choose("--view", last("view") ?? "signed", views),
    compat: optional(last("compat"), (value) => choose("--compat", value, compatibilities)),
    crop: typed.has("crop"),
    colormap: optional(last("colormap"), (value) => choose("--colormap", value, colormaps)),
    alpha: optional(last("alpha"), readAlpha),
    device: choose("--device", last("device") ?? "auto", devices),
    out: out === undefined ? defaultOut(classes) : checkTemplate("--out", out, [".png", ".jpg", ".jpeg"]),
    raw: optional(raw, (value) => checkTemplate("--raw", value, [".npy"])),
    json: typed.has("json"),
    force: typed.has("force"),
    detail: typed.has("quiet") ? "quiet" : typed.has("verbose") ? "verbose" : "normal",
  };
}

function optional<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function choose<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((known) => known === value.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError("usage-bad-value",
    `${option}: ${JSON.stringify(value)} is not one of ${allowed.join(", ")}.${didYouMean(value, allowed)}`);
}

function readAlpha(text: string): number {
  const alpha = text.trim() === "" ? NaN : Number(text);
  if (alpha >= 0 && alpha <= 1) return alpha;
  throw new UsageError("usage-bad-value", `--alpha: ${JSON.stringify(text)} is not a number from 0 (only the photograph) to 1.`);
}

/** Several maps of one photograph need several names. */
function defaultOut(classes: readonly ClassQuery[]): string {
  return mayDrawSeveral(classes) ? "{dir}/{stem}.{class}.cam.png" : "{dir}/{stem}.cam.png";
}

function refuseContradictions(typed: Typed, { classes, inputs, out, raw, json }: Options): void {
  const several = mayDrawSeveral(classes);
  const styled = ["view", "crop", "colormap", "alpha"].find((name) => typed.has(name));
  if (typed.has("compat") && styled !== undefined) {
    throw contradiction(`--compat article fixes every step, so --${styled} cannot be chosen with it`);
  }
  if (typed.has("quiet") && typed.has("verbose")) throw contradiction("--quiet and --verbose exclude each other");
  if (raw === toStdout) throw contradiction("--raw cannot go to standard output; give it a name such as '{dir}/{stem}.npy'");
  if (out === toStdout && json) throw contradiction("--out - and --json both want standard output");
  if (out === toStdout && inputs.length > 1) throw contradiction(`--out - holds one picture, and ${inputs.length} were given`);
  for (const [option, template] of [["--out", out], ["--raw", raw]] as const) {
    if (!several || template === undefined || namesClass(template)) continue;
    throw contradiction(`several classes need several names: put {class} into ${option} ${JSON.stringify(template)}`);
  }
}

function contradiction(text: string): UsageError {
  return new UsageError("usage-contradiction", `${text}.`);
}
