// What was typed → what to do. A command that cannot be carried out as typed is refused before anything happens.
import { UsageError } from "../errors/errors.ts";
import { refuseContradictions } from "./contradictions.ts";
import type { Options, OutputOptions, WhatOptions } from "./options.ts";
import { readOptions, readStemOption, varyingIn, type Vocabulary } from "./read_options.ts";
import { tokenise, type Typed } from "./tokens.ts";

export type Command =
  | { readonly kind: "help" | "tune-help" }
  | { readonly kind: "version" }
  | { readonly kind: "list-devices"; readonly json: boolean }
  | { readonly kind: "tune"; readonly options: TuneOptions }
  | { readonly kind: "explain"; readonly options: Options };

export interface TuneOptions extends Pick<WhatOptions, "model" | "stem">, Pick<OutputOptions, "json"> {}

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
  const options = readOptions(typed, inputs, vocabulary);
  refuseContradictions(typed, options, varyingIn(options));
  if (inputs.length === 0) {
    throw new UsageError("usage-no-input", "No picture was given. Try: npx camlucida samples/chelsea.png, or --help.");
  }
  return { kind: "explain", options };
}

/** `tune` as the first word; a picture of that name is ./tune. */
function readTune(typed: Typed, others: readonly string[]): TuneOptions {
  const idle = [...typed.keys()].find((name) => !["model", "stem", "json"].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `tune takes --model, --stem and --json, not --${idle}.`);
  if (others.length > 0) throw new UsageError("usage-contradiction", `tune explains nothing: ${JSON.stringify(others[0])} is one word too many. For a picture named "tune" say ./tune.`);
  return { model: typed.get("model")?.at(-1), stem: readStemOption(typed), json: typed.has("json") };
}

function readListDevices(typed: Typed, inputs: readonly string[]): Command {
  const idle = [...typed.keys()].find((name) => !["list-devices", "json", "verbose"].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `--list-devices takes --json, not --${idle}.`);
  if (inputs.length > 0) throw new UsageError("usage-contradiction", `--list-devices explains nothing: ${JSON.stringify(inputs[0])} is one word too many.`);
  return { kind: "list-devices", json: typed.has("json") };
}
