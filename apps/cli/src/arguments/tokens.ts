// The words of a command → options with their values, and inputs; every word accounted for.
import { parseArgs } from "node:util";
import { nearest } from "@camlucida/weights";
import { UsageError } from "../errors/errors.ts";
import { habitOf } from "./habits.ts";
import { options } from "./option_table.ts";

/** The value of each option that was typed; the last one wins, except where all count. */
export type Typed = ReadonlyMap<string, readonly string[]>;

/** @throws UsageError "usage-unknown-option", "usage-missing-value", "usage-bad-value" (a switch with a value). */
export function tokenise(argv: readonly string[]): { typed: Typed; inputs: string[] } {
  const { tokens } = parseArgs({ args: [...argv], options: parserTable(), strict: false, tokens: true });
  const typed = new Map<string, string[]>();
  const inputs: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") inputs.push(token.value);
    if (token.kind !== "option") continue;
    const value = checkedValue(token.name, token.rawName, token.value, token.inlineValue === true);
    typed.set(token.name, [...(typed.get(token.name) ?? []), value]);
  }
  return { typed, inputs };
}

function parserTable(): Record<string, { type: "string" | "boolean"; short?: string }> {
  return Object.fromEntries(options.map(({ name, short, value }) =>
    [name, { type: value === undefined ? "boolean" : "string", ...(short === undefined ? {} : { short }) }]));
}

/** @returns the value as typed; "" for a switch. */
function checkedValue(name: string, typedName: string, value: string | undefined, inline: boolean): string {
  const option = options.find((known) => known.name === name);
  if (option === undefined) throw unknownOption(typedName);
  if (option.value === undefined) {
    if (value === undefined) return "";
    throw new UsageError("usage-bad-value", `--${name} takes no value; ${JSON.stringify(value)} was given.`);
  }
  const looksLikeOption = !inline && value !== undefined && value.length > 1 && value.startsWith("-");
  if (value === undefined || value === "" || looksLikeOption) {
    throw new UsageError("usage-missing-value", `--${name} needs a value: --${name} ${option.value}.`);
  }
  return value;
}

/** Names are compared without dashes, which any two options share; to a single letter every other is near. */
function unknownOption(typedName: string): UsageError {
  const name = typedName.replace(/^-+/, "");
  const habit = habitOf(name);
  const near = name.length < 2 ? "" : didYouMean(name, options.map((option) => option.name), "--");
  return new UsageError("usage-unknown-option", `There is no option ${typedName}.${habit === undefined ? near : ` ${habit}`} All options: --help.`);
}

/** " Did you mean …?", or nothing where no known word is near. @param before the word, where it is named */
export function didYouMean(typed: string, known: readonly string[], before = ""): string {
  const near = nearest(typed, known);
  return near === undefined ? "" : ` Did you mean ${before}${near}?`;
}

/** "a,b" and "c", typed one after the other → a, b, c. @throws UsageError "usage-bad-value" for "a,,b" */
export function wordsOf(option: string, typed: readonly string[]): string[] {
  return typed.flatMap((list) => {
    const words = list.split(",").map((word) => word.trim());
    if (words.every((word) => word !== "")) return words;
    throw new UsageError("usage-bad-value", `${option}: ${JSON.stringify(list)} has an empty place between its commas.`);
  });
}
