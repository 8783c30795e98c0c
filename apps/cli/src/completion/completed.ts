// What the Tab key may offer: of each command its options, of each option its values, from the table.
import { namedPreprocessing } from "@camlucida/cam";
import { shippedManifest } from "@camlucida/weights";
import { optionsOf } from "../arguments/option_table.ts";
import { shells } from "../arguments/table/choices.ts";
import { type CommandName, commandNames, type Option } from "../arguments/table/option.ts";
import { commandTexts } from "../arguments/table/texts.ts";

/** What may stand at one place. */
export interface Choice {
  readonly words: readonly string[];
  readonly isList: boolean; // several, with commas between them
  readonly paths: "files" | "folders" | "none"; // beside the words
}

export interface CompletedOption {
  readonly name: string; // "--view"
  readonly short: string | undefined; // "-m"
  readonly about: string; // one line
  readonly value: Choice | undefined; // of a switch none
  readonly placeholder: string; // "VIEW"
  readonly isRepeatable: boolean;
}

export interface CompletedCommand {
  readonly name: CommandName;
  readonly about: string; // one line
  readonly options: readonly CompletedOption[];
  readonly operands: Choice;
}

/** Every command; the first, explain, is also what stands without a name. */
export const completedCommands = (): CompletedCommand[] => commandNames.map((name) => ({
  name, about: commandTexts[name].summary, options: optionsOf(name).map(completedOption), operands: operandsOf(name),
}));

function completedOption({ name, short, value, help, values = [], repeatable }: Option): CompletedOption {
  return {
    name: `--${name}`, short: short === undefined ? undefined : `-${short}`, about: shortened(help), isRepeatable: repeatable === true, placeholder: value ?? "",
    value: value === undefined ? undefined : { words: [...values, ...namesOf(name)], isList: value.endsWith(",…"), paths: pathsOf(value) },
  };
}

const namesOf = (option: string): readonly string[] => (option === "model" ? [...shippedManifest().models.keys()] : option === "preprocess" ? Object.keys(namedPreprocessing) : []);

const pathsOf = (value: string): Choice["paths"] => (/FILE|TEMPLATE/.test(value) ? "files" : value === "DIR" ? "folders" : "none");

function operandsOf(command: CommandName): Choice {
  const choice = { words: [], isList: false, paths: "none" } as const;
  switch (command) {
    case "explain": case "submit": case "report": case "merge": return { ...choice, paths: "files" };
    case "inspect": return { ...choice, words: namesOf("model"), paths: "files" };
    case "weights": return { ...choice, words: namesOf("model") };
    case "completion": return { ...choice, words: shells };
    case "help": return { ...choice, words: commandNames };
    case "tune": case "work": case "status": case "collect": case "version": return choice;
  }
}

const longest = 64; // characters

/** An explanation's first words, as far as they make sense alone. */
function shortened(help: string): string {
  const [first = ""] = help.replaceAll("`", "").split(/(?<=\S)[.:;](?:\s|$)| \(/);
  if (first.length <= longest) return first;
  return `${first.slice(0, longest).replace(/[\s,]+\S*$/, "")} …`;
}
