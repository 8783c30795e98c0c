// Completion in bash, from 3.2 on, which macOS has. A word is divided at "=" there: --view=pos is three words.
import type { Choice, CompletedCommand } from "./completed.ts";

export function bashScript(commands: readonly CompletedCommand[]): string {
  const valued = new Set(commands.flatMap(({ options }) => options.filter(({ value }) => value).flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [short])])));
  return `# bash completion of camlucida. In ~/.bashrc: source a file with this, or <(camlucida completion bash)
_camlucida_add() { # options of compgen
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$@" -- "$current")
}

_camlucida_list() { # words, several of which may stand with commas between them
  local before=
  if [[ $current == *,* ]]; then before=\${current%,*},; fi
  local current=\${current##*,}
  _camlucida_add -P "$before" -W "$1"
}

_camlucida() {
  COMPREPLY=()
  local current=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]} command= index word
  local valued=' ${[...valued].join(" ")} '
  if [[ $current == = ]]; then current=; elif [[ $option == = ]]; then option=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case $word in
      =) ((index++)) ;;
      -*) if [[ $valued == *" $word "* && \${COMP_WORDS[index + 1]} != = ]]; then ((index++)); fi ;;
      ${commands.map(({ name }) => name).join(" | ")}) command=$word; break ;;
      *) command=explain; break ;;
    esac
  done
  if ((index > COMP_CWORD)) || [[ $option == -* && $valued == *" $option "* ]]; then
    case "\${command:-explain} $option" in
${valueCases(commands)}
    esac
    return
  fi
  if [[ $current == -* ]]; then
    case "\${command:-explain}" in
${commands.map(({ name, options }) => `      ${name}) _camlucida_add -W '${options.map((option) => option.name).join(" ")}' ;;`).join("\n")}
    esac
    return
  fi
  case "$command" in
    '') _camlucida_add -W '${commands.map(({ name }) => name).join(" ")}'; if [[ -n $current ]]; then _camlucida_add -f; fi ;;
${commands.map(({ name, operands }) => `    ${name}) ${offered(operands)} ;;`).join("\n")}
  esac
}

complete -o filenames -o bashdefault -F _camlucida camlucida
`;
}

/** One line for each set of values: "explain --view" and "submit --view" have the same. */
function valueCases(commands: readonly CompletedCommand[]): string {
  const patterns = new Map<string, string[]>();
  for (const { name: command, options } of commands) for (const { name, short, value } of options) {
    if (value === undefined) continue;
    const key = offered(value);
    patterns.set(key, [...(patterns.get(key) ?? []), `'${command} ${name}'`, ...(short === undefined ? [] : [`'${command} ${short}'`])]);
  }
  return [...patterns].map(([key, names]) => `      ${names.join(" | ")}) ${key} ;;`).join("\n");
}

function offered({ words, isList, paths }: Choice): string {
  const list = words.length === 0 ? [] : [`${isList ? "_camlucida_list" : "_camlucida_add -W"} '${words.join(" ")}'`];
  return [...list, ...(paths === "none" ? [] : [`_camlucida_add -${paths === "files" ? "f" : "d"}`])].join("; ") || ":";
}
