// The manual page camlucida(1), made of the table: roff with the macros of man(7), which groff and mandoc both read.
import { methods } from "@camlucida/cam";
import { wrapped } from "../report/terminal.ts";
import { optionsOf } from "./option_table.ts";
import { type CommandName, commandNames, groups, type Option } from "./table/option.ts";
import { commandTexts, configurationText, environmentTexts, listedCommands } from "./table/texts.ts";

/** @param date of the page, "2026-11-29". @param colormaps the names that --colormap takes. */
export function manualPage({ version, date, colormaps }: { version: string; date: string; colormaps: readonly string[] }): string {
  return `${[
    `.\\" Made from the table of options: apps/cli/src/arguments/manual_page.ts.`,
    `.TH CAMLUCIDA 1 ${date} "camlucida ${version}" "User Commands"`,
    section("NAME", ["camlucida \\- which class a convolutional network sees, and where"]),
    section("SYNOPSIS", synopsis()),
    section("DESCRIPTION", [
      prose("A picture and a trained network go in; out come the prediction, a signed map of the evidence, and a picture of it. Without a command, pictures are explained."),
      ".PP", prose(commandTexts.explain.about),
    ]),
    section("COMMANDS", listedCommands.flatMap((name) => tagged(`.B ${roff(name)}`, commandTexts[name].summary))),
    section("OPTIONS", optionsIn("explain", colormaps)),
    section("METHODS", methods.flatMap(({ name, use }) => tagged(`.B ${roff(name)}`, use))),
    ...commandNames.filter((name) => name !== "explain" && commandTexts[name].about !== "").map((name) => ownSection(name, colormaps)),
    section("CONFIGURATION", [prose(configurationText)]),
    section("ENVIRONMENT", environmentTexts.flatMap(([name, about]) => tagged(`.B ${name}`, about))),
    section("EXIT STATUS", commandTexts.explain.exits.flatMap(([code, meaning]) => tagged(`.B ${code}`, meaning))),
    section("EXAMPLES", examplesOf("explain").slice(1)),
  ].join("\n")}\n`;
}

const section = (title: string, lines: readonly string[]): string => [`.SH ${title}`, ...lines].join("\n");

const synopsis = (): string[] => commandTexts.explain.usage.map((line) => `.B camlucida\n${roff(line)}`).concat(".br", ".B camlucida", ".I command", "\\&...");

function ownSection(name: CommandName, colormaps: readonly string[]): string {
  const { usage, about, exits } = commandTexts[name];
  const options = optionsOf(name).filter((option) => !["help", "version"].includes(option.name));
  const others = options.filter((option) => optionsOf("explain").includes(option));
  const own = options.filter((option) => !others.includes(option));
  return section(`CAMLUCIDA ${name.toUpperCase()}`, [
    ...usage.flatMap((line, at) => [...(at > 0 ? [".br"] : []), ".B camlucida", roff(line)]),
    ".PP", prose(about),
    ...own.flatMap((option) => optionLines(option, colormaps)),
    ...(others.length === 0 ? [] : [".PP", ...wrapped(`As above: ${others.map(({ name: other }) => `\\fB\\-\\-${roff(other)}\\fR`).join(", ")}.`, 79)]),
    ".PP", ...wrapped(`Exit status: ${exits.map(([code, meaning]) => `\\fB${code}\\fR ${roff(meaning)}`).join("; ")}.`, 79),
    ...examplesOf(name),
  ]);
}

function optionsIn(command: CommandName, colormaps: readonly string[]): string[] {
  const taken = optionsOf(command);
  return groups.flatMap((group) => {
    const members = taken.filter((option) => option.group === group);
    return members.length === 0 ? [] : [`.SS ${group}`, ...members.flatMap((option) => optionLines(option, colormaps))];
  });
}

function optionLines({ name, short, value, help }: Option, colormaps: readonly string[]): string[] {
  const forms = [...(short === undefined ? [] : [`\\-${short}`]), `\\-\\-${roff(name)}`].map((form) => `\\fB${form}\\fR`).join(", ");
  return tagged(value === undefined ? forms : `${forms} \\fI${roff(value)}\\fR`, help.replace("{colormaps}", colormaps.join(", ")));
}

const tagged = (tag: string, text: string): string[] => [".TP", tag, prose(text)];

/** Each command alone, as it is typed where the program is installed. */
const examplesOf = (name: CommandName): string[] =>
  commandTexts[name].examples.flatMap(([line, about]) => [".PP", ...(about === undefined ? [] : [prose(`${about.slice(0, 1).toUpperCase()}${about.slice(1)}`)]), ".EX", `  ${roff(line.replaceAll("npx ", ""))}`, ".EE"]);

/** A paragraph in short lines, as roff wants them: each sentence begins one. */
const prose = (text: string): string =>
  roff(text).replaceAll(/([.?!]\)?) (?=\S)/g, "$1\n").split("\n").flatMap((sentence) => wrapped(sentence, 79)).map((line) => line.replace(/^\./, "\\&.")).join("\n");

/** Text as roff prints it: what it would take for its own, and letters that old ones do not know, by their numbers. */
function roff(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("'", "\\(aq").replaceAll("`", "\\(ga").replaceAll("^", "\\(ha").replaceAll("~", "\\(ti");
  return escaped.replaceAll(/[^\x20-\x7e]/gu, (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);
}
