// What was typed → what to do. A command that cannot be carried out as typed is refused before anything happens.
import { readStem } from "@camlucida/tensor";
import { readContrast, type Contrast } from "./asking/contrast.ts";
import { readLayers } from "./asking/layer_names.ts";
import { readMethods } from "./asking/method_names.ts";
import { planMaps, type Asked } from "./asking/plan.ts";
import { varyingFields } from "./asking/varying.ts";
import { type ClassQuery, mayDrawSeveral, readClassQueries } from "./class_query.ts";
import { refuseContradictions } from "./contradictions.ts";
import { messageOf, UsageError } from "./errors.ts";
import { checkTemplate, nameField, photoFields, type MapField } from "./files/template.ts";
import {
  compatibilities, type DeviceChoice, devices, smoothings, type TargetKind, targets, type View, views, waysWithLayers,
} from "./options.ts";
import { didYouMean, tokenise, type Typed } from "./tokens.ts";

export interface Options extends Asked {
  readonly inputs: readonly string[]; // as typed: files, folders, patterns, "-"
  readonly model: string | undefined; // a name or a path; undefined: the default, with its fallback
  readonly stem: string | undefined; // "stride=1,pool=none": what no file says
  readonly labels: string | undefined; // a path
  readonly classes: readonly ClassQuery[]; // at least one, unless there are contrasts
  readonly contrasts: readonly Contrast[];
  readonly target: TargetKind;
  readonly view: View;
  readonly crop: boolean;
  readonly colormap: string | undefined; // undefined: the view's own
  readonly alpha: number | undefined; // 0…1; undefined: 1
  readonly scale: number | "common" | undefined; // of the strongest colour; undefined: each map's own
  readonly legend: boolean;
  readonly device: DeviceChoice;
  readonly out: string | undefined; // a template, or "-"; undefined: a sheet or a check is wanted, and no pictures
  readonly raw: string | undefined; // a template
  readonly sheet: string | undefined; // a template
  readonly box: boolean;
  readonly mask: string | undefined; // a template
  readonly threshold: number; // 0…1
  readonly metrics: boolean;
  readonly boxes: string | undefined; // a path
  readonly curves: string | undefined; // a template
  readonly check: string | undefined; // a path
  readonly json: boolean;
  readonly force: boolean;
  readonly skipExisting: boolean;
  readonly detail: "quiet" | "normal" | "verbose";
}

export type Command =
  | { readonly kind: "help" | "tune-help" }
  | { readonly kind: "version" }
  | { readonly kind: "list-devices"; readonly json: boolean }
  | { readonly kind: "tune"; readonly options: TuneOptions }
  | { readonly kind: "explain"; readonly options: Options };

export interface TuneOptions extends Pick<Options, "model" | "stem" | "json"> {}

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
  if (typed.has("help")) return { kind: inputs[0] === "tune" ? "tune-help" : "help" };
  if (typed.has("version")) return { kind: "version" };
  if (inputs[0] === "tune") return { kind: "tune", options: readTune(typed, inputs.slice(1)) };
  if (typed.has("list-devices")) return readListDevices(typed, inputs);
  const asked = readAsked(typed);
  const chosen = readOptions(typed, inputs, asked, vocabulary);
  refuseContradictions(typed, chosen, differing(chosen));
  if (inputs.length === 0) {
    throw new UsageError("usage-no-input", "No picture was given. Try: npx camlucida samples/chelsea.png, or --help.");
  }
  return { kind: "explain", options: chosen };
}

/** `tune` as the first word; a picture of that name is ./tune. */
function readTune(typed: Typed, others: readonly string[]): TuneOptions {
  const idle = [...typed.keys()].find((name) => !["model", "stem", "json"].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `tune takes --model, --stem and --json, not --${idle}.`);
  if (others.length > 0) throw new UsageError("usage-contradiction", `tune explains nothing: ${JSON.stringify(others[0])} is one word too many. For a picture named "tune" say ./tune.`);
  return { model: typed.get("model")?.at(-1), stem: optional(typed.get("stem")?.at(-1), checkStem), json: typed.has("json") };
}

function readListDevices(typed: Typed, inputs: readonly string[]): Command {
  const idle = [...typed.keys()].find((name) => !["list-devices", "json", "verbose"].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `--list-devices takes --json, not --${idle}.`);
  if (inputs.length > 0) throw new UsageError("usage-contradiction", `--list-devices explains nothing: ${JSON.stringify(inputs[0])} is one word too many.`);
  return { kind: "list-devices", json: typed.has("json") };
}

function readAsked(typed: Typed): Asked {
  const last = (name: string): string | undefined => typed.get(name)?.at(-1);
  const compat = optional(last("compat"), (value) => choose("--compat", value, compatibilities));
  const layers = readLayers(typed.get("layer"));
  return {
    methods: readMethods(typed.get("method"), compat, layers),
    layers,
    layersAs: choose("--layers-as", last("layers-as") ?? "separate", waysWithLayers),
    smooth: optional(last("smooth"), (value) => choose("--smooth", value, smoothings)),
    compat,
  };
}

function readOptions(typed: Typed, inputs: readonly string[], asked: Asked, { colormaps }: Vocabulary): Options {
  const last = (name: string): string | undefined => typed.get(name)?.at(-1);
  const contrasts = (typed.get("contrast") ?? []).map(readContrast);
  const classes = contrasts.length > 0 ? [] : (typed.get("class") ?? ["top1"]).flatMap(readClassQueries);
  const sheet = optional(last("sheet"), (value) => checkTemplate("--sheet", value, pictures, photoFields));
  return {
    ...asked,
    inputs,
    model: last("model"),
    stem: optional(last("stem"), checkStem),
    labels: last("labels"),
    classes,
    contrasts,
    target: choose("--target", last("target") ?? "logit", targets),
    view: choose("--view", last("view") ?? "signed", views),
    crop: typed.has("crop"),
    colormap: optional(last("colormap"), (value) => choose("--colormap", value, colormaps)),
    alpha: optional(last("alpha"), (value) => readShare("--alpha", value, "only the photograph", "only the map's colours")),
    scale: optional(last("scale"), readScale),
    legend: typed.has("legend") || (asked.compat === undefined && !typed.has("no-legend")),
    device: choose("--device", last("device") ?? "auto", devices),
    out: optional(last("out"), (value) => checkTemplate("--out", value, pictures))
      ?? (sheet === undefined && !typed.has("check") ? defaultOut(differing({ ...asked, classes, contrasts })) : undefined),
    raw: optional(last("raw"), (value) => checkTemplate("--raw", value, [".npy"])),
    sheet,
    box: typed.has("box"),
    mask: optional(last("mask"), (value) => checkTemplate("--mask", value, [".png"])),
    threshold: optional(last("threshold"), (value) => readShare("--threshold", value, "the whole of what is positive", "the peak alone")) ?? 0.5,
    metrics: typed.has("metrics"),
    boxes: last("boxes"),
    curves: optional(last("curves"), (value) => checkTemplate("--curves", value, [".svg"], [...photoFields, "class"])),
    check: last("check"),
    json: typed.has("json"),
    force: typed.has("force"),
    skipExisting: typed.has("skip-existing"),
    detail: typed.has("quiet") ? "quiet" : typed.has("verbose") ? "verbose" : "normal",
  };
}

/** @throws UsageError "usage-bad-value" */
function checkStem(text: string): string {
  try {
    readStem(text);
    return text;
  } catch (error) {
    throw new UsageError("usage-bad-value", `--stem: ${messageOf(error).replace(/^weights: /, "")}`, { cause: error });
  }
}

const pictures = [".png", ".jpg", ".jpeg"];

function optional<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function choose<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((known) => known === value.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError("usage-bad-value",
    `${option}: ${JSON.stringify(value)} is not one of ${allowed.join(", ")}.${didYouMean(value, allowed)}`);
}

/** "common", or what the strongest colour stands for. */
function readScale(text: string): number | "common" {
  if (text.toLowerCase() === "common") return "common";
  const scale = text.trim() === "" ? NaN : Number(text);
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw new UsageError("usage-bad-value", `--scale: ${JSON.stringify(text)} is neither a number above 0, such as 40, nor common.`);
}

/** A number from 0 to 1. @param none, all: what these mean, for the message */
function readShare(option: string, text: string, none: string, all: string): number {
  const share = text.trim() === "" ? NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError("usage-bad-value", `${option}: ${JSON.stringify(text)} is not a number from 0 (${none}) to 1 (${all}).`);
}

/** In what the maps of one photograph may differ. */
function differing(options: Asked & Pick<Options, "classes" | "contrasts">): readonly MapField[] {
  return varyingFields(planMaps(options), options.contrasts.length > 1 || mayDrawSeveral(options.classes));
}

/** Several maps of one photograph need several names. */
function defaultOut(varying: readonly MapField[]): string {
  return [`{dir}/${nameField}`, ...varying.map((field) => `{${field}}`), "cam.png"].join(".");
}
