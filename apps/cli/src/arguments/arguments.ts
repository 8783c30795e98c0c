// What was typed → what to do. A command that cannot be carried out as typed is refused before anything happens.
import { UsageError } from "../errors/errors.ts";
import { refuseContradictions } from "./contradictions.ts";
import type { Options, OutputOptions, WhatOptions } from "./options.ts";
import { readInputOption, readOptions, readOutputOption, readPaddingOption, readStemOption, varyingIn, type Vocabulary } from "./read_options.ts";
import { tokenise, type Typed } from "./tokens.ts";

export type Command =
  | { readonly kind: "help" | "tune-help" | "inspect-help" }
  | { readonly kind: "version" }
  | { readonly kind: "list-devices"; readonly json: boolean }
  | { readonly kind: "tune"; readonly options: TuneOptions }
  | { readonly kind: "inspect"; readonly options: InspectOptions }
  | { readonly kind: "explain"; readonly options: Options };

export interface TuneOptions extends Pick<WhatOptions, "model" | "stem" | "padding" | "output" | "input" | "preprocess">, Pick<OutputOptions, "json"> {}

/** What `inspect` and `--list-layers` are asked. */
export interface InspectOptions extends Pick<WhatOptions, "model" | "stem" | "padding" | "labels" | "output" | "input" | "preprocess">, Pick<OutputOptions, "json"> {
  readonly only: "layers" | undefined;
}

/**
 * Reads the arguments behind the program's name.
 * @throws UsageError "usage-unknown-option", "usage-missing-value", "usage-bad-value", "usage-contradiction", "usage-no-input".
 */
export function parseArguments(argv: readonly string[], vocabulary: Vocabulary): Command {
  const { typed, inputs } = tokenise(argv);
  if (typed.has("help")) return { kind: inputs[0] === "tune" ? "tune-help" : inputs[0] === "inspect" ? "inspect-help" : "help" };
  if (typed.has("version")) return { kind: "version" };
  if (inputs[0] === "tune") return { kind: "tune", options: readTune(typed, inputs.slice(1)) };
  if (inputs[0] === "inspect") return { kind: "inspect", options: readInspect(typed, inputs.slice(1)) };
  if (typed.has("list-layers")) return { kind: "inspect", options: readListLayers(typed, inputs) };
  if (typed.has("list-devices")) return readListDevices(typed, inputs);
  const options = readOptions(typed, inputs, vocabulary);
  refuseContradictions(typed, options, varyingIn(options));
  if (inputs.length === 0) {
    throw new UsageError("usage-no-input", "No picture was given. Try: npx camlucida samples/chelsea.png, or --help.");
  }
  return { kind: "explain", options };
}

const tuning = ["model", "stem", "padding", "output", "input", "preprocess", "json"];

/** `tune` as the first word; a picture of that name is ./tune. */
function readTune(typed: Typed, others: readonly string[]): TuneOptions {
  const idle = [...typed.keys()].find((name) => !tuning.includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `tune takes ${named(tuning)}, not --${idle}.`);
  if (others.length > 0) throw new UsageError("usage-contradiction", `tune explains nothing: ${JSON.stringify(others[0])} is one word too many. For a picture named "tune" say ./tune.`);
  return { model: typed.get("model")?.at(-1), ...readNetworkOptions(typed), json: typed.has("json") };
}

const inspecting = ["labels", "stem", "padding", "output", "input", "preprocess", "json", "list-layers"];

/** `inspect` as the first word; a picture of that name is ./inspect. */
function readInspect(typed: Typed, [model, ...others]: readonly string[]): InspectOptions {
  const idle = [...typed.keys()].find((name) => !inspecting.includes(name));
  if (idle === "model") throw new UsageError("usage-contradiction", `inspect takes the model without an option: npx camlucida inspect ${typed.get("model")?.at(-1) ?? ""}`);
  if (idle !== undefined) throw new UsageError("usage-contradiction", `inspect takes ${named(inspecting)}, not --${idle}.`);
  if (model === undefined) throw new UsageError("usage-no-input", "No model was given. Try: npx camlucida inspect my.pth, or npx camlucida inspect resnet18.");
  if (others.length > 0) throw new UsageError("usage-contradiction", `inspect takes one model: ${JSON.stringify(others[0])} is one word too many.`);
  return { model, ...readModelOptions(typed) };
}

function readListLayers(typed: Typed, inputs: readonly string[]): InspectOptions {
  const idle = [...typed.keys()].find((name) => ![...inspecting, "model"].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `--list-layers takes ${named(["model", ...inspecting.filter((name) => name !== "list-layers")])}, not --${idle}.`);
  if (inputs.length > 0) throw new UsageError("usage-contradiction", `--list-layers explains nothing: ${JSON.stringify(inputs[0])} is one word too many. The model is named by --model.`);
  return { model: typed.get("model")?.at(-1), ...readModelOptions(typed) };
}

const readModelOptions = (typed: Typed): Omit<InspectOptions, "model"> => ({
  ...readNetworkOptions(typed), labels: typed.get("labels")?.at(-1), json: typed.has("json"), only: typed.has("list-layers") ? "layers" : undefined,
});

/** What says which network a file holds, and what it looks at. */
const readNetworkOptions = (typed: Typed): Omit<TuneOptions, "model" | "json"> => ({
  stem: readStemOption(typed), padding: readPaddingOption(typed), output: readOutputOption(typed), input: readInputOption(typed), preprocess: typed.get("preprocess")?.at(-1),
});

/** "--model, --stem and --json" */
const named = (names: readonly string[]): string => `${names.slice(0, -1).map((name) => `--${name}`).join(", ")} and --${names.at(-1) ?? ""}`;

function readListDevices(typed: Typed, inputs: readonly string[]): Command {
  const idle = [...typed.keys()].find((name) => !["list-devices", "json", "verbose"].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `--list-devices takes --json, not --${idle}.`);
  if (inputs.length > 0) throw new UsageError("usage-contradiction", `--list-devices explains nothing: ${JSON.stringify(inputs[0])} is one word too many.`);
  return { kind: "list-devices", json: typed.has("json") };
}
