// The options that were typed → their values, group by group.
import type { InputSize } from "@camlucida/cam";
import { paddingRules, readStem, type PaddingRule } from "@camlucida/tensor";
import { messageOf, UsageError } from "../errors/errors.ts";
import { isFolderName, usualNameIn } from "../files/output_folder.ts";
import { checkTemplate, type MapField, photoFields, refuseUnknownFields, toStdout } from "../files/template.ts";
import { planMaps, varyingFields } from "../requests/plan.ts";
import { readLayers, readMethods } from "./methods_and_layers.ts";
import { compatibilities, type Compatibility, identities, smoothings, targets, views, waysWithLayers } from "./table/choices.ts";
import type { ClassQuery, Contrast, HowOptions, Options, OutputOptions, RunOptions, StyleOptions, WhatOptions } from "./options.ts";
import type { Typed } from "./tokens.ts";
import { choose, last, optional, readCount, readDetail, readDevice, readJobs, readShard, readShare } from "./values.ts";

/** Names that other packages define. */
export interface Vocabulary {
  readonly colormaps: readonly string[];
}

/** @throws UsageError "usage-bad-value" */
export function readOptions(typed: Typed, inputs: readonly string[], vocabulary: Vocabulary): Options {
  const how = readHow(typed);
  const what = readWhat(typed, inputs);
  return { what, how, style: readStyle(typed, how.compat, vocabulary), outputs: readOutputs(typed, varyingIn({ what, how })), run: readRun(typed) };
}

/** In what the maps of one photograph may differ. */
export const varyingIn = ({ what, how }: Pick<Options, "what" | "how">): readonly MapField[] =>
  varyingFields(planMaps(how), what.contrasts.length > 1 || mayDrawSeveral(what.classes));

function readHow(typed: Typed): HowOptions {
  const compat = optional(last(typed, "compat"), (value) => choose("--compat", value, compatibilities));
  const layers = readLayers(typed.get("layer"));
  return {
    methods: readMethods(typed.get("method"), compat, layers),
    methodsByDefault: !typed.has("method"),
    layers,
    layersAs: choose("--layers-as", last(typed, "layers-as") ?? "separate", waysWithLayers),
    smooth: optional(last(typed, "smooth"), (value) => choose("--smooth", value, smoothings)),
    compat,
  };
}

function readWhat(typed: Typed, inputs: readonly string[]): WhatOptions {
  const contrasts = (typed.get("contrast") ?? []).map(readContrast);
  return {
    inputs,
    filesFrom: typed.get("files-from") ?? [],
    recursive: typed.has("recursive"),
    model: last(typed, "model"),
    stem: readStemOption(typed),
    padding: readPaddingOption(typed),
    output: readOutputOption(typed),
    input: readInputOption(typed),
    preprocess: last(typed, "preprocess"),
    labels: last(typed, "labels"),
    classes: contrasts.length > 0 ? [] : (typed.get("class") ?? ["top1"]).flatMap(readClassQueries),
    contrasts,
    similarTo: typed.get("similar-to") ?? [],
    target: choose("--target", last(typed, "target") ?? "logit", targets),
    crop: typed.has("crop"),
  };
}

function readStyle(typed: Typed, compat: Compatibility | undefined, { colormaps }: Vocabulary): StyleOptions {
  return {
    view: choose("--view", last(typed, "view") ?? "signed", views),
    colormap: optional(last(typed, "colormap"), (value) => choose("--colormap", value, colormaps)),
    alpha: optional(last(typed, "alpha"), (value) => readShare("--alpha", value, "only the photograph", "only the map's colours")),
    scale: optional(last(typed, "scale"), readScale),
    legend: typed.has("legend") || (compat === undefined && !typed.has("no-legend")),
    box: typed.has("box"),
    threshold: optional(last(typed, "threshold"), (value) => readShare("--threshold", value, "the whole of what is positive", "the peak alone")) ?? 0.5,
  };
}

const pictures = [".png", ".jpg", ".jpeg"];

/** @param varying in what the maps of one photograph differ: several need several names */
function readOutputs(typed: Typed, varying: readonly MapField[]): OutputOptions {
  const template = (name: string, usual: UsualName): string | undefined => optional(last(typed, name), (value) => readTemplate(`--${name}`, value, usual));
  const sheet = template("sheet", { endings: pictures, fields: photoFields, varying: [], usual: ".sheet.png" });
  return {
    out: template("out", { endings: pictures, varying, usual: ".cam.png" }) ?? (sheet === undefined && !typed.has("check") ? usualNameIn("{dir}", varying, ".cam.png") : undefined),
    raw: template("raw", { endings: [".npy"], varying, usual: ".npy" }),
    mask: template("mask", { endings: [".png"], varying, usual: ".mask.png" }),
    sheet,
    curves: template("curves", { endings: [".svg"], fields: [...photoFields, "class"], varying: varying.filter((field) => field === "class"), usual: ".svg" }),
    json: typed.has("json"),
    csv: typed.has("csv"),
    top: readCount(typed, "top", [1, 1000]) ?? 5,
    report: last(typed, "report"),
    force: typed.has("force"),
    skipExisting: typed.has("skip-existing"),
    existing: typed.has("resume") || typed.has("report") ? "same" : "refuse",
  };
}

/** How the results of an option may be called, and are in a folder. */
interface UsualName {
  readonly endings: readonly string[];
  readonly fields?: Parameters<typeof refuseUnknownFields>[2];
  readonly varying: readonly MapField[];
  readonly usual: string; // ending
}

/** @throws UsageError "usage-bad-value" */
function readTemplate(option: string, value: string, { endings, fields, varying, usual }: UsualName): string {
  if (value === toStdout || !isFolderName(value)) return checkTemplate(option, value, endings, fields);
  refuseUnknownFields(option, value, fields);
  return usualNameIn(value, varying, usual);
}

function readRun(typed: Typed): RunOptions {
  return {
    device: readDevice(typed),
    metrics: typed.has("metrics"),
    boxes: last(typed, "boxes"),
    check: last(typed, "check"),
    detail: readDetail(typed),
    jobs: readJobs(typed),
    dryRun: typed.has("dry-run"),
    resume: last(typed, "resume"),
    resumeBy: choose("--resume-by", last(typed, "resume-by") ?? "stat", identities),
    keepFailures: typed.has("keep-failures"),
    shard: optional(last(typed, "shard"), readShard),
    truth: last(typed, "truth"),
  };
}

/** @throws UsageError "usage-bad-value" */
export function readPaddingOption(typed: Typed): PaddingRule | undefined {
  const word = last(typed, "padding");
  return word === undefined ? undefined : choose("--padding", word, paddingRules);
}

/** @throws UsageError "usage-bad-value" */
export function readStemOption(typed: Typed): string | undefined {
  const text = last(typed, "stem");
  try {
    if (text !== undefined) readStem(text);
    return text;
  } catch (error) {
    throw new UsageError("usage-bad-value", `--stem: ${messageOf(error).replace(/^weights: /, "")}`, { cause: error });
  }
}

/** @throws UsageError "usage-bad-value" for a picture's name: other tools call that output */
export function readOutputOption(typed: Typed): string | undefined {
  const text = last(typed, "output");
  if (text === undefined || !pictures.some((ending) => text.toLowerCase().endsWith(ending))) return text;
  throw new UsageError("usage-bad-value", `--output: ${JSON.stringify(text)} is a picture's name, and an output of an .onnx file was expected. --out TEMPLATE names the picture: --out '{dir}/{stem}.cam.png'.`);
}

export const readInputOption = (typed: Typed): InputSize | undefined => optional(last(typed, "input"), readInputSize);

/**
 * "320" is a square, "480x320" 480 high and 320 wide, as PyTorch and ONNX order them.
 * @throws UsageError "usage-bad-value"
 */
export function readInputSize(text: string): InputSize {
  const [, first, second = first] = /^(\d{1,4})(?:[x×](\d{1,4}))?$/i.exec(text.trim()) ?? [];
  const [height, width] = [Number(first), Number(second)];
  if (height >= 1 && width >= 1) return { height, width };
  throw new UsageError("usage-bad-value", `--input: ${JSON.stringify(text)} is neither a side in pixels, such as 320, nor height times width, such as 480x320.`);
}

/**
 * One --class: "tabby,lynx,285" names three. A comma before a space belongs to a label: "crane, bird" is one.
 * @throws UsageError "usage-bad-value" as `readClassQuery`, and for "tabby,,lynx"
 */
function readClassQueries(text: string): ClassQuery[] {
  const words = text.split(/,(?!\s)/).map((word) => word.trim());
  if (words.every((word) => word !== "")) return words.map(readClassQuery);
  throw new UsageError("usage-bad-value", `--class: ${JSON.stringify(text)} has an empty place between its commas.`);
}

/**
 * "top3", an index, or anything else: a label. A label made of digits is reached by its index.
 * @throws UsageError "usage-bad-value" for "top0" and beyond "top1000".
 */
export function readClassQuery(text: string): ClassQuery {
  const top = /^top(\d+)$/i.exec(text)?.[1];
  if (top === undefined) return /^\d+$/.test(text) ? { kind: "index", index: Number(text) } : { kind: "label", text };
  const count = Number(top);
  if (count >= 1 && count <= 1000) return { kind: "top", count };
  throw new UsageError("usage-bad-value", `--class: ${JSON.stringify(text)} asks for ${top} maps; top1 to top1000 are possible.`);
}

/** Whether one photograph may get several maps. */
function mayDrawSeveral(classes: readonly ClassQuery[]): boolean {
  return classes.length > 1 || classes.some((query) => query.kind === "top" && query.count > 1);
}

/**
 * "A:B" or "A:B:alpha". A label that holds a colon is reached by its index.
 * @throws UsageError "usage-bad-value"
 */
export function readContrast(text: string): Contrast {
  const [first = "", second = "", strength = "1", ...more] = text.split(":").map((part) => part.trim());
  const alpha = strength === "" ? NaN : Number(strength);
  if (first === "" || second === "" || more.length > 0) {
    throw new UsageError("usage-bad-value",
      `--contrast: ${JSON.stringify(text)} is not of the form A:B or A:B:alpha, such as 281:287, tabby:lynx or top1:top2:0.6.`);
  }
  if (!(alpha > 0 && alpha <= 1e6)) {
    throw new UsageError("usage-bad-value", `--contrast: the strength ${JSON.stringify(strength)} is not a number above 0, such as 0.6 or 1.`);
  }
  return { for: readClassQuery(first), against: readClassQuery(second), alpha };
}

/** "common", or what the strongest colour stands for. */
function readScale(text: string): number | "common" {
  if (text.toLowerCase() === "common") return "common";
  const scale = text.trim() === "" ? NaN : Number(text);
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw new UsageError("usage-bad-value", `--scale: ${JSON.stringify(text)} is neither a number above 0, such as 40, nor common.`);
}
