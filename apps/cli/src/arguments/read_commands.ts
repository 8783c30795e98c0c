// What the commands beside `explain` and the queue's are asked.
import { UsageError } from "../errors/errors.ts";
import type { Detail, OutputOptions, WhatOptions } from "./options.ts";
import { readInputOption, readOutputOption, readPaddingOption, readStemOption } from "./read_options.ts";
import { type Shell, shells } from "./table/choices.ts";
import type { Typed } from "./tokens.ts";
import { choose, last, readDetail } from "./values.ts";

export interface TuneOptions extends Pick<WhatOptions, "model" | "stem" | "padding" | "output" | "input" | "preprocess">, Pick<OutputOptions, "json"> {}

/** What `inspect` and `--list-layers` are asked. */
export interface InspectOptions extends Pick<WhatOptions, "model" | "stem" | "padding" | "labels" | "output" | "input" | "preprocess">, Pick<OutputOptions, "json"> {
  readonly only: "layers" | undefined;
}

export interface WeightsOptions {
  readonly names: readonly string[];
  readonly list: boolean;
  readonly force: boolean;
  readonly cache: string | undefined; // a folder
}

export interface ReportOptions {
  readonly results: readonly string[]; // paths of JSON lines, at least one
  readonly out: string; // a folder
  readonly truth: string | undefined; // a path
  readonly force: boolean;
  readonly detail: Detail;
}

export interface MergeOptions {
  readonly results: readonly string[]; // paths of JSON lines, at least one
  readonly out: string | undefined; // a path; undefined: standard output
  readonly force: boolean;
  readonly detail: Detail;
}

/** `tune` as the first word; a picture of that name is ./tune. @throws UsageError */
export function readTune(typed: Typed, words: readonly string[]): TuneOptions {
  refuseWords("tune", words);
  return { model: last(typed, "model"), ...readNetworkOptions(typed), json: typed.has("json") };
}

/** @throws UsageError */
export function readInspect(typed: Typed, [model, ...others]: readonly string[]): InspectOptions {
  if (model === undefined) throw new UsageError("usage-no-input", "No model was given. Try: npx camlucida inspect my.pth, or npx camlucida inspect resnet18.");
  if (others.length > 0) throw new UsageError("usage-contradiction", `inspect takes one model: ${JSON.stringify(others[0])} is one word too many.`);
  return { model, ...readModelOptions(typed) };
}

/** @throws UsageError */
export function readListLayers(typed: Typed, inputs: readonly string[]): InspectOptions {
  if (inputs.length > 0) throw new UsageError("usage-contradiction", `--list-layers explains nothing: ${JSON.stringify(inputs[0])} is one word too many. The model is named by --model.`);
  return { model: last(typed, "model"), ...readModelOptions(typed) };
}

/** @throws UsageError */
export function readWeights(typed: Typed, names: readonly string[]): WeightsOptions {
  const list = typed.has("list");
  if (names.length === 0 && !list) throw new UsageError("usage-no-input", "No model was named. Try: npx camlucida weights --list.");
  return { names, list, force: typed.has("force"), cache: last(typed, "cache") };
}

/** @throws UsageError */
export function readReport(typed: Typed, results: readonly string[]): ReportOptions {
  const out = last(typed, "out");
  if (results.length === 0) throw new UsageError("usage-no-input", "No results were given. Try: npx camlucida report results.jsonl --out report.");
  if (out === undefined) throw new UsageError("usage-missing-value", "report needs a folder for its page: --out DIR.");
  return { results, out, truth: last(typed, "truth"), force: typed.has("force"), detail: readDetail(typed) };
}

/** @throws UsageError */
export function readMerge(typed: Typed, results: readonly string[]): MergeOptions {
  if (results.length === 0) throw new UsageError("usage-no-input", "No results were given. Try: npx camlucida merge part1.jsonl part2.jsonl --out all.jsonl.");
  return { results, out: last(typed, "out"), force: typed.has("force"), detail: readDetail(typed) };
}

/** @throws UsageError */
export function readCompletion([shell, ...others]: readonly string[]): Shell {
  if (shell === undefined) throw new UsageError("usage-no-input", `For which shell? npx camlucida completion ${shells.join(", or ")}.`);
  if (others.length > 0) throw new UsageError("usage-contradiction", `completion takes one shell: ${JSON.stringify(others[0])} is one word too many.`);
  return choose("completion", shell, shells);
}

/** @throws UsageError "usage-contradiction" for a word behind a command that takes none */
export function refuseWords(command: string, words: readonly string[]): void {
  if (words.length > 0) {
    throw new UsageError("usage-contradiction", `${command} explains nothing: ${JSON.stringify(words[0])} is one word too many. For a picture named "${command}" say ./${command}.`);
  }
}

const readModelOptions = (typed: Typed): Omit<InspectOptions, "model"> => ({
  ...readNetworkOptions(typed), labels: last(typed, "labels"), json: typed.has("json"), only: typed.has("list-layers") ? "layers" : undefined,
});

/** What says which network a file holds, and what it looks at. */
const readNetworkOptions = (typed: Typed): Omit<TuneOptions, "model" | "json"> => ({
  stem: readStemOption(typed), padding: readPaddingOption(typed), output: readOutputOption(typed), input: readInputOption(typed), preprocess: last(typed, "preprocess"),
});
