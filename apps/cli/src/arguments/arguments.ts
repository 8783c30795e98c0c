// What was typed → what to do. A command that cannot be carried out as typed is refused before anything happens.
import { UsageError } from "../errors/errors.ts";
import { refuseContradictions } from "./contradictions.ts";
import { optionsOf } from "./option_table.ts";
import type { Options } from "./options.ts";
import {
  type InspectOptions, type MergeOptions, readCompletion, readInspect, readListLayers, readMerge, readReport, readTune, readWeights, refuseWords, type ReportOptions,
  type TuneOptions, type WeightsOptions,
} from "./read_commands.ts";
import {
  type CollectOptions, readCollect, readStatus, readSubmit, readWork, type StatusOptions, type SubmitOptions, type WorkOptions,
} from "./read_fleet.ts";
import { readOptions, varyingIn, type Vocabulary } from "./read_options.ts";
import type { Shell } from "./table/choices.ts";
import { type CommandName, commandNames } from "./table/option.ts";
import { tokenise, type Typed } from "./tokens.ts";

export type Command =
  | { readonly kind: "help"; readonly about: CommandName }
  | { readonly kind: "version" }
  | { readonly kind: "list-devices" | "list-formats"; readonly json: boolean }
  | { readonly kind: "completion"; readonly shell: Shell }
  | { readonly kind: "weights"; readonly options: WeightsOptions }
  | { readonly kind: "tune"; readonly options: TuneOptions }
  | { readonly kind: "inspect"; readonly options: InspectOptions }
  | { readonly kind: "report"; readonly options: ReportOptions }
  | { readonly kind: "merge"; readonly options: MergeOptions }
  | { readonly kind: "submit"; readonly options: SubmitOptions }
  | { readonly kind: "work"; readonly options: WorkOptions }
  | { readonly kind: "status"; readonly options: StatusOptions }
  | { readonly kind: "collect"; readonly options: CollectOptions }
  | { readonly kind: "explain"; readonly options: Options };

/**
 * Reads the arguments behind the program's name.
 * @throws UsageError "usage-unknown-option", "usage-missing-value", "usage-bad-value", "usage-contradiction", "usage-no-input".
 */
export function parseArguments(argv: readonly string[], vocabulary: Vocabulary): Command {
  const { typed, inputs } = tokenise(argv);
  const name = commandNames.find((known) => known === inputs[0]);
  const words = name === undefined ? inputs : inputs.slice(1);
  if (name === "help") return { kind: "help", about: readTopic(words) };
  if (typed.has("help")) return { kind: "help", about: name ?? "explain" };
  if (typed.has("version") || name === "version") return { kind: "version" };
  const stops = ["list-layers", "list-devices", "list-formats"].find((each) => typed.has(each));
  if (stops !== undefined && (name ?? "explain") === "explain") return readStop(stops, typed, words);
  refuseOthers(name ?? "explain", typed);
  return read(name ?? "explain", typed, words, vocabulary);
}

function read(name: Exclude<CommandName, "help" | "version">, typed: Typed, words: readonly string[], vocabulary: Vocabulary): Command {
  switch (name) {
    case "explain": return { kind: "explain", options: readExplained(typed, words, vocabulary) };
    case "inspect": return { kind: "inspect", options: readInspect(typed, words) };
    case "weights": return { kind: "weights", options: readWeights(typed, words) };
    case "tune": return { kind: "tune", options: readTune(typed, words) };
    case "report": return { kind: "report", options: readReport(typed, words) };
    case "merge": return { kind: "merge", options: readMerge(typed, words) };
    case "submit": return { kind: "submit", options: readSubmit(typed, readExplained(typed, words, vocabulary)) };
    case "work": refuseWords(name, words); return { kind: "work", options: readWork(typed) };
    case "status": refuseWords(name, words); return { kind: "status", options: readStatus(typed) };
    case "collect": refuseWords(name, words); return { kind: "collect", options: readCollect(typed) };
    case "completion": return { kind: "completion", shell: readCompletion(words) };
  }
}

function readExplained(typed: Typed, words: readonly string[], vocabulary: Vocabulary): Options {
  const options = readOptions(typed, words, vocabulary);
  refuseContradictions(typed, options, varyingIn(options));
  if (words.length > 0 || options.what.filesFrom.length > 0) return options;
  throw new UsageError("usage-no-input", "No picture was given. Try: npx camlucida samples/chelsea.png, or --help.");
}

function readTopic([word]: readonly string[]): CommandName {
  const topic = word === undefined ? "explain" : commandNames.find((name) => name === word);
  if (topic !== undefined) return topic;
  throw new UsageError("usage-bad-value", `help: there is no command ${JSON.stringify(word)}; there are ${commandNames.join(", ")}.`);
}

/** @throws UsageError "usage-contradiction" for an option of other commands */
function refuseOthers(command: CommandName, typed: Typed): void {
  const takes = optionsOf(command).map(({ name }) => name).filter((name) => !["help", "version"].includes(name));
  const idle = [...typed.keys()].find((name) => !takes.includes(name));
  if (idle === undefined) return;
  if (command === "inspect" && idle === "model") throw new UsageError("usage-contradiction", `inspect takes the model without an option: npx camlucida inspect ${typed.get("model")?.at(-1) ?? ""}`);
  throw new UsageError("usage-contradiction", `${command} ${takes.length === 0 ? "takes no options" : `takes ${named(takes)}`}, not --${idle}.`);
}

const stopTakes: Readonly<Record<string, readonly string[]>> = {
  "list-layers": ["model", "labels", "stem", "padding", "output", "input", "preprocess", "json"],
  "list-devices": ["json"],
  "list-formats": ["json"],
};

/** What shows something and stops. */
function readStop(stop: string, typed: Typed, words: readonly string[]): Command {
  const takes = stopTakes[stop] ?? [];
  const idle = [...typed.keys()].find((name) => ![stop, "verbose", "config", "no-config", ...takes].includes(name));
  if (idle !== undefined) throw new UsageError("usage-contradiction", `--${stop} takes ${named(takes)}, not --${idle}.`);
  if (stop === "list-layers") return { kind: "inspect", options: readListLayers(typed, words) };
  if (words.length > 0) throw new UsageError("usage-contradiction", `--${stop} explains nothing: ${JSON.stringify(words[0])} is one word too many.`);
  return { kind: stop === "list-formats" ? "list-formats" : "list-devices", json: typed.has("json") };
}

/** "--model, --stem and --json" */
function named(names: readonly string[]): string {
  const [...all] = names.map((name) => `--${name}`);
  const final = all.pop() ?? "";
  return all.length === 0 ? final : `${all.join(", ")} and ${final}`;
}
