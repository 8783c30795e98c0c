// Completion in fish: a line for each option, with the command that it belongs to.
import type { Choice, CompletedCommand, CompletedOption } from "./completed.ts";

export function fishScript(commands: readonly CompletedCommand[]): string {
  const valued = new Set(commands.flatMap(({ options }) => options.filter(({ value }) => value).flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [short])])));
  return `# fish completion of camlucida: camlucida completion fish > ~/.config/fish/completions/camlucida.fish
function __camlucida_command
    set -l words (commandline -opc)
    set -e words[1]
    set -l skip no
    for word in $words
        if test $skip = yes
            set skip no
        else if string match -q -- '-*' $word
            contains -- $word ${[...valued].join(" ")}; and set skip yes
        else
            contains -- $word ${commands.map(({ name }) => name).join(" ")}; and echo $word; or echo explain
            return
        end
    end
    echo none
end

function __camlucida_is
    contains -- (__camlucida_command) $argv
end

complete -c camlucida -f
complete -c camlucida -n '__camlucida_is none explain submit report merge inspect' -F
${commands.map(({ name, about }) => `complete -c camlucida -n '__camlucida_is none' -a ${name} -d ${quoted(about)}`).join("\n")}
${commands.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ name: command, options, operands }: CompletedCommand): string[] {
  const condition = `complete -c camlucida -n '__camlucida_is ${command === "explain" ? "none explain" : command}'`;
  return [...(operands.words.length === 0 ? [] : [`${condition} -a '${operands.words.join(" ")}'`]), ...options.map((option) => `${condition} ${optionOf(option)}`)];
}

function optionOf({ name, short, about, value }: CompletedOption): string {
  return [`-l ${name.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`]), ...(value === undefined ? [] : [offered(value)]), `-d ${quoted(about)}`].join(" ");
}

function offered({ words, isList, paths }: Choice): string {
  const list = words.length === 0 ? "" : isList ? ` -a '(__fish_append , ${words.join(" ")})'` : ` -a '${words.join(" ")}'`;
  if (paths === "folders") return "-x -a '(__fish_complete_directories)'";
  return `${paths === "files" ? "-r -F" : "-x"}${list}`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
