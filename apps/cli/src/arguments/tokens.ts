// The words of a command → options with their values, and inputs; every word accounted for.
import { nearest } from "@camlucida/weights";
import { parseArgs } from "node:util";
import { UsageError } from "../errors/errors.ts";
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

/** Options of other tools, by their names without dashes → what does the same here: whoever types them knows what they want. */
const habits: readonly (readonly [names: readonly string[], instead: string])[] = [
  [["i", "input", "image", "images", "image-path"], "Pictures are named without an option."],
  [["R"], "--recursive looks into folders at any depth."],
  [["threads", "workers", "num-workers", "n-jobs"], "--jobs N says how many threads are at work beside the network."],
  [["outdir", "out-dir", "output-dir", "d"], "--out DIR/ names a folder for all results."],
  [["y", "overwrite"], "--force replaces files that exist."],
  [["n", "no-clobber", "ignore-existing", "skip"], "--skip-existing goes on with what is missing."],
  [["continue"], "--resume FILE.jsonl goes on where a run ended."],
  [["arch", "checkpoint", "weights", "network"], "--model NAME|FILE chooses the network."],
  [["category", "target-class"], "--class WHICH chooses the class."],
  [["k", "topk", "top-k"], "--top N says how many classes are told of each picture; --class top3 explains the three most probable."],
  [["target-layer", "target-layers", "layers"], "--layer NAME,… chooses the layers."],
  [["methods"], "--method NAME,… chooses the methods."],
  [["cmap", "colourmap", "palette"], "--colormap NAME chooses the colours."],
  [["opacity", "image-weight", "image_weight"], "--alpha 0…1 says how strongly the map covers the photograph."],
  [["aug-smooth", "aug_smooth"], "--smooth augment averages over variants of the picture."],
  [["eigen-smooth", "eigen_smooth"], "--smooth component takes the first principal component."],
  [["gpu", "cuda", "use-cuda"], "--device gpu insists on a GPU."],
  [["cpu"], "--device cpu stays on the CPU."],
  [["V"], "--version tells the version."],
];

/** What does the same here as an option of other tools; undefined for one that none is known to have. */
function habitOf(name: string): string | undefined {
  return habits.find(([names]) => names.includes(name))?.[1];
}
