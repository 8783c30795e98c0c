// What was typed and makes no sense together, found before anything happens.
import { coloursOf } from "@camlucida/cam";
import { methodsOf, refuseIdleLayers, refuseMethodsWithoutLayer } from "./methods_and_layers.ts";
import { UsageError } from "../errors/errors.ts";
import { toStdout, type MapField } from "../files/template.ts";
import { views, type Compatibility } from "./table/choices.ts";
import type { Options, OutputOptions, StyleOptions } from "./options.ts";
import type { Typed } from "./tokens.ts";

/** What another system fixes by itself. */
const fixedBy: Readonly<Record<Compatibility, readonly string[]>> = {
  article: ["view", "crop", "colormap", "alpha", "layers-as", "contrast", "target", "smooth", "sheet", "box", "scale", "legend"],
  "pytorch-grad-cam": ["view", "colormap", "alpha", "layers-as", "contrast", "target", "scale", "legend"],
  "torch-cam": ["view", "colormap", "alpha", "layers-as", "contrast", "target", "smooth", "scale", "legend"],
};

/** @param varying in what the maps of one photograph differ. @throws UsageError "usage-contradiction" */
export function refuseContradictions(typed: Typed, options: Options, varying: readonly MapField[]): void {
  const { what, how: { compat, methods, layers, layersAs }, style, outputs } = options;
  const fixed = compat === undefined ? undefined : fixedBy[compat].find((name) => typed.has(name));
  if (fixed !== undefined) throw contradiction(`--compat ${compat} fixes every step, so --${fixed} cannot be chosen with it`);
  if (typed.has("contrast") && typed.has("class")) throw contradiction("--contrast names the classes, so --class cannot be chosen with it");
  if (typed.has("contrast") && typed.has("target")) throw contradiction("--contrast compares logits, so --target cannot be chosen with it");
  refuseLikeness(typed);
  refuseSkipping(typed, outputs);
  refuseInFolders(typed, options);
  if (typed.has("quiet") && typed.has("verbose")) throw contradiction("--quiet and --verbose exclude each other");
  const chosen = methodsOf(compat).filter(({ name }) => methods.includes(name));
  refuseMethodsWithoutLayer(chosen, layers);
  if (typed.has("layer")) refuseIdleLayers(chosen, layers);
  if (layersAs !== "separate" && layers.length < 2) {
    throw contradiction(`--layers-as ${layersAs} makes one map of several layers, and ${layers.join()} is one: --layer layer2,layer3,layer4`);
  }
  if (typed.has("threshold") && !style.box && outputs.mask === undefined) {
    throw contradiction("--threshold says where boxes and masks end, and none are asked for: add --box or --mask");
  }
  refuseStyles(typed, style);
  refuseMetrics(typed);
  refuseNames(outputs, what.inputs, varying);
}

/** Examples take the place of classes: they have the names of their files, and no probability. */
function refuseLikeness(typed: Typed): void {
  const about = typed.has("similar-to") ? ["labels", "target", "metrics", "check"].find((name) => typed.has(name)) : undefined;
  if (about !== undefined) throw contradiction(`--similar-to asks about pictures in place of classes, so --${about} cannot be chosen with it`);
}

/** What would say of the evidence what is not so. */
function refuseStyles(typed: Typed, { view, colormap }: StyleOptions): void {
  if (typed.has("legend") && typed.has("no-legend")) throw contradiction("--legend and --no-legend exclude each other");
  if (typed.has("scale") && view === "minmax") throw contradiction("--view minmax sets its own scale, so --scale cannot be chosen with it");
  if (colormap === undefined || coloursOf(view).includes(colormap)) return;
  const fitting = views.filter((other) => coloursOf(other).includes(colormap)).map((other) => `--view ${other}`).join(" or ");
  const why = view === "signed" ? `--colormap ${colormap} has no neutral colour for zero, which --view signed (the default) needs` : `the neutral colour of --colormap ${colormap} is not where --view ${view} has no evidence`;
  throw contradiction(`${why}: add ${fitting}`);
}

function refuseSkipping(typed: Typed, { out, skipExisting }: OutputOptions): void {
  if (!skipExisting) return;
  if (typed.has("force")) throw contradiction("--force replaces what exists and --skip-existing leaves it: choose one");
  if (typed.has("metrics")) throw contradiction("--metrics judges all photographs, so --skip-existing cannot be chosen with it");
  if (out === toStdout) throw contradiction("--skip-existing looks for files, and --out - writes none");
}

/** What a journal, a report or a list of names cannot be with. */
function refuseInFolders(typed: Typed, { what: { inputs, filesFrom }, outputs }: Options): void {
  const journal = typed.has("resume") ? "--resume" : "--report";
  if (typed.has("resume") && outputs.skipExisting) throw contradiction("--resume goes on by what its file says and --skip-existing by what is there: choose one");
  if (outputs.out === toStdout && (typed.has("resume") || typed.has("report"))) throw contradiction(`${journal} is about files, and --out - writes none`);
  if (inputs.includes("-") && typed.has("resume")) throw contradiction("--resume knows a picture by its file, and standard input is none");
  if (typed.has("check") && (typed.has("resume") || typed.has("report"))) throw contradiction(`--check compares one picture, so ${journal} cannot be chosen with it`);
  for (const name of ["resume-by", "keep-failures"]) {
    if (typed.has(name) && !typed.has("resume") && !typed.has("report")) throw contradiction(`--${name} belongs to --resume: add --resume results.jsonl`);
  }
  if (typed.has("truth") && !typed.has("report")) throw contradiction("--truth is told by the report, and none is asked for: add --report DIR");
  if (typed.has("truth") && typed.has("similar-to")) throw contradiction("--similar-to asks about pictures in place of classes, so --truth cannot be chosen with it");
  if (typed.has("dry-run") && outputs.csv) throw contradiction("--csv is a table of maps, and --dry-run makes none: --json tells what would be written");
  const readers = [...inputs, ...filesFrom].filter((name) => name === "-").length;
  if (readers > 1) throw contradiction("standard input is one thing: - was given more than once");
}

/** @param isTerminal whether standard output is one. @throws UsageError "usage-contradiction" */
export function refuseTerminal({ out }: Pick<OutputOptions, "out">, isTerminal: boolean): void {
  if (out === toStdout && isTerminal) throw contradiction("--out - writes a PNG to standard output, and that is a terminal: add > cat.cam.png, or give --out a name");
}

function refuseMetrics(typed: Typed): void {
  const idle = typed.has("metrics") ? undefined : ["boxes", "curves"].find((name) => typed.has(name));
  if (idle !== undefined) throw contradiction(`--${idle} belongs to the metrics, and none are asked for: add --metrics`);
  if (typed.has("metrics") && typed.has("contrast")) throw contradiction("--metrics judges maps of one class, so --contrast cannot be chosen with it");
}

function refuseNames({ out, raw, mask, sheet, curves, json, csv }: OutputOptions, inputs: readonly string[], varying: readonly MapField[]): void {
  for (const [option, template, ending] of [["--raw", raw, ".npy"], ["--mask", mask, ".mask.png"], ["--sheet", sheet, ".sheet.png"], ["--curves", curves, ".svg"]]) {
    if (template === toStdout) throw contradiction(`${option} cannot go to standard output; give it a name such as '{dir}/{stem}${ending}'`);
  }
  const told = json ? "--json" : csv ? "--csv" : undefined;
  if (json && csv) throw contradiction("--json and --csv both want standard output");
  if (out === toStdout && told !== undefined) throw contradiction(`--out - and ${told} both want standard output`);
  if (out === toStdout && inputs.length > 1) throw contradiction(`--out - holds one picture, and ${inputs.length} were given`);
  const clash = sheet !== undefined && sheet === out ? "--sheet" : mask !== undefined && (mask === out || mask === sheet) ? "--mask" : undefined;
  if (clash !== undefined) throw contradiction(`${clash} names the same file as another option: ${JSON.stringify(clash === "--mask" ? mask : sheet)}`);
  for (const [option, template] of [["--out", out], ["--raw", raw], ["--mask", mask], ["--curves", curves]] as const) {
    const shared = option === "--curves"; // by all methods
    const missing = template === undefined ? undefined : varying.find((field) => !template.includes(`{${field}}`) && !(shared && field !== "class"));
    if (missing !== undefined) throw contradiction(`several ${plural[missing]} need several names: put {${missing}} into ${option} ${JSON.stringify(template)}`);
  }
}

const plural: Readonly<Record<MapField, string>> = { class: "classes", method: "methods", layer: "layers" };

function contradiction(text: string): UsageError {
  return new UsageError("usage-contradiction", `${text}.`);
}
