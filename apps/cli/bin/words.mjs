// The words of a command, divided by the table of options before the program itself reads them.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** The table of options, as src/arguments/launcher_table.ts wrote it. */
export const optionRows = () => JSON.parse(readFileSync(new URL("options.json", import.meta.url), "utf8"));

/** As src/arguments/table/option.ts names them; without one it is "explain". */
const commandNames = ["explain", "inspect", "weights", "tune", "report", "merge", "submit", "work", "status", "collect", "completion", "help", "version"];

/** As src/arguments/tokens.ts divides them; it refuses what it does not know. @param rows of the table, as options.json holds them */
export function divided(words, rows) {
  const table = Object.fromEntries(rows.map(({ name, short, value }) => [name, { type: value ? "string" : "boolean", ...(short && { short }) }]));
  const { tokens } = parseArgs({ args: [...words], options: table, strict: false, tokens: true });
  const typed = new Map();
  const inputs = [];
  for (const token of tokens) {
    if (token.kind === "positional") inputs.push(token.value);
    if (token.kind === "option") typed.set(token.name, [...(typed.get(token.name) ?? []), token.value ?? ""]);
  }
  const named = commandNames.includes(inputs[0] ?? "");
  return { command: named ? inputs[0] : "explain", typed, inputs: named ? inputs.slice(1) : inputs };
}
