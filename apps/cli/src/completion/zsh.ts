// Completion in zsh: for each command what its own _arguments is told.
import type { Choice, CompletedCommand, CompletedOption } from "./completed.ts";

export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef camlucida
# zsh completion of camlucida. In ~/.zshrc, behind compinit: source <(camlucida completion zsh)
_camlucida_first() {
  local -a commands=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about.replaceAll(":", "\\:")}`)}`).join("\n")}
  )
  _alternative 'commands:command:{ _describe -t commands command commands }' 'files:picture:_files'
}

_camlucida_or_files() {
  _alternative "names:name:($*)" 'files:file:_files'
}

_camlucida() {
  local word command=explain first='1:picture or command:_camlucida_first'
  local -a valued=(${[...valuedNames(commands)].join(" ")})
  local -i index skip=0
  for ((index = 2; index < CURRENT; index++)); do
    word=$words[index]
    if ((skip)); then skip=0; continue; fi
    if [[ $word == -* ]]; then
      if ((\${valued[(Ie)$word]})); then skip=1; fi
      continue
    fi
    case $word in
      ${commands.map(({ name }) => name).join("|")}) command=$word; first='1:command: ' ;;
    esac
    break
  done
  local -a specs
  case $command in
${commands.map((command) => `    ${command.name})\n      specs=(\n${specsOf(command).map((spec) => `        ${spec}`).join("\n")}\n      ) ;;`).join("\n")}
  esac
  _arguments -s -S "$first" $specs
}

if [[ $funcstack[1] == _camlucida ]]; then _camlucida "$@"; else compdef _camlucida camlucida; fi
`;
}

const valuedNames = (commands: readonly CompletedCommand[]): Set<string> =>
  new Set(commands.flatMap(({ options }) => options.filter(({ value }) => value).flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [short])])));

const specsOf = ({ name, options, operands }: CompletedCommand): string[] => [
  ...options.map(specOf), quoted(`*:${name === "inspect" ? "model" : "operand"}:${offered(operands)}`),
];

/** In brackets the explanation; behind "=" or a word of its own the value. */
function specOf({ name, short, about, value, placeholder, isRepeatable }: CompletedOption): string {
  const end = `[${about.replaceAll(/[[\]\\:]/g, "\\$&")}]${value === undefined ? "" : `:${placeholder.replaceAll(/[\\:]/g, "\\$&")}:${offered(value)}`}`;
  const equals = value === undefined ? "" : "=";
  if (short === undefined) return quoted(`${isRepeatable ? "*" : ""}${name}${equals}${end}`);
  const others = isRepeatable ? "*" : `(${short} ${name})`;
  return `${quoted(others)}{${short}${value === undefined ? "" : "+"},${name}${equals}}${quoted(end)}`;
}

function offered({ words, isList, paths }: Choice): string {
  const list = words.length === 0 ? undefined : isList ? `_sequence compadd - ${words.join(" ")}` : `(${words.join(" ")})`;
  const files = paths === "none" ? undefined : paths === "files" ? "_files" : "_files -/";
  if (list !== undefined && files !== undefined) return ` _camlucida_or_files ${words.join(" ")}`;
  return list ?? files ?? " ";
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
