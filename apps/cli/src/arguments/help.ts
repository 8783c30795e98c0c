// The text of --help, and of each command's, at most 80 columns wide: made of the table.
import { methods } from "@camlucida/cam";
import { wrapped } from "../report/terminal.ts";
import { optionsOf } from "./option_table.ts";
import { type CommandName, groups, type Option } from "./table/option.ts";
import { commandTexts, listedCommands } from "./table/texts.ts";

const width = 80; // columns
const indent = 28; // columns before an option's explanation

/** What `camlucida help COMMAND` prints. @param colormaps the names that --colormap takes. */
export function helpText(command: CommandName, colormaps: readonly string[]): string {
  const { about } = commandTexts[command];
  const parts = command === "explain"
    ? [title, examplesOf(command), usageOf(command), commandList(), ...wrapped72(about), ...optionSections(command, colormaps), methodSection(), exitsOf(command), colours]
    : [usageOf(command), ...wrapped72(about), examplesOf(command), ...optionSections(command, colormaps), exitsOf(command)];
  return `${parts.join("\n\n")}\n`;
}

const title = `camlucida — see which class a convolutional network sees in a photograph,
and where.`;

const colours = "NO_COLOR=1 turns colours off, FORCE_COLOR=1 turns them on.";

const wrapped72 = (text: string): string[] => (text === "" ? [] : [wrapped(text, width).join("\n")]);

function usageOf(command: CommandName): string {
  const lines = commandTexts[command].usage.map((line, at) => `${at === 0 ? "Usage:" : "      "} camlucida ${line}`);
  return [...lines, ...(command === "explain" ? ["       camlucida <command> …               more: camlucida help <command>"] : [])].join("\n");
}

const commandList = (): string => ["Commands", ...listedCommands.map((name) => `  ${name.padEnd(12)}${commandTexts[name].summary}`)].join("\n");

function examplesOf(command: CommandName): string {
  const { examples } = commandTexts[command];
  const column = Math.max(...examples.filter(([, about]) => about !== undefined).map(([line]) => line.length)) + 5;
  return examples.map(([line, about]) => (about === undefined ? `  ${line}` : `  ${line.padEnd(column)}${about}`)).join("\n");
}

function optionSections(command: CommandName, colormaps: readonly string[]): string[] {
  const taken = optionsOf(command);
  return groups.flatMap((group) => {
    const members = taken.filter((option) => option.group === group);
    return members.length === 0 ? [] : [[group, ...members.map((option) => describe(option, colormaps))].join("\n")];
  });
}

const methodSection = (): string => ["Methods", ...methods.map(({ name, use }) => inColumns(`  ${name}`, use))].join("\n");

const exitsOf = (command: CommandName): string => ["Exit codes", ...commandTexts[command].exits.map(([code, meaning]) => `  ${code}  ${meaning}`)].join("\n");

function describe({ name, short, value, help }: Option, colormaps: readonly string[]): string {
  const left = `  ${short === undefined ? "   " : `-${short},`} --${name}${value === undefined ? "" : ` ${value}`}`;
  return inColumns(left, help.replace("{colormaps}", colormaps.join(", ")));
}

function inColumns(left: string, text: string): string {
  const lines = wrapped(text, width - indent);
  const [first = "", ...others] = left.length < indent ? lines : ["", ...lines];
  return [left.padEnd(indent) + first, ...others.map((line) => " ".repeat(indent) + line)].map((line) => line.trimEnd()).join("\n");
}
