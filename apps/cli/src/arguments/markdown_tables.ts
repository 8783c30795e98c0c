// The tables of docs/cli.md, made of the table of options: what stands between the marks is replaced.
import { optionsOf } from "./option_table.ts";
import { type CommandName, commandNames, groups, type Option } from "./table/option.ts";
import { commandTexts, listedCommands } from "./table/texts.ts";

/** The document with its tables as they must be. @param colormaps the names that --colormap takes. */
export function withTables(document: string, colormaps: readonly string[]): string {
  const ofGroups = groups.map((group) => [`options: ${group}`, rowsOf(groupOptions(group), colormaps)] as const);
  const ofCommands = commandNames.map((name) => [`options of ${name}`, rowsOf(ownOptions(name), colormaps)] as const);
  const commands = listedCommands.map((name) => `| \`${name}\` | ${commandTexts[name].summary} |`);
  return [...ofGroups, ...ofCommands].reduce((text, [mark, rows]) => filled(text, mark, "options", ["| Option | |", "|---|---|", ...rows]), filled(document, "commands", "commands", commands));
}

function filled(text: string, mark: string, kind: string, lines: readonly string[]): string {
  const [start, end] = [`<!-- ${mark} -->\n`, `<!-- end of ${kind} -->`];
  const from = text.indexOf(start);
  if (from < 0) return text;
  return `${text.slice(0, from + start.length)}${lines.map((line) => `${line}\n`).join("")}${text.slice(text.indexOf(end, from))}`;
}

/** Of a group what pictures are explained with, and the queue's, which they are not. */
const groupOptions = (group: Option["group"]): Option[] => {
  const taken = [...new Set(commandNames.flatMap(optionsOf))].filter((option) => option.group === group);
  return taken.filter(({ commands = ["explain"] }) => group === "The queue" || commands.includes("explain"));
};

/** What no other command has. */
const ownOptions = (name: CommandName): Option[] => optionsOf(name).filter(({ commands = ["explain"] }) => commands.length === 1 && commands[0] === name);

const rowsOf = (options: readonly Option[], colormaps: readonly string[]): string[] => options.map(({ name, short, value, help }) => {
  const forms = [...(short === undefined ? [] : [`\`-${short}\``]), `\`--${name}${value === undefined ? "" : ` ${value}`}\``].join(", ");
  return `| ${forms.replaceAll("|", "\\|")} | ${marked(help.replace("{colormaps}", colormaps.join(", "))).replaceAll("|", "\\|")} |`;
});

/** Options, fields and JSON as code. */
const marked = (text: string): string =>
  text.split(/(`[^`]*`|\{"[^}]*\})/).map((part, at) => (at % 2 === 0 ? part.replaceAll(/(?<![\w-])--[a-z][a-z-]*|\{[a-z]+\}|'[^' ]*\{[^']*'/g, "`$&`") : part.startsWith("`") ? part : `\`${part}\``)).join("");
