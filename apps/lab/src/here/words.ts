// The words behind a topic: `--stride 2 --at 1,2`.
import { LabError } from "../topic.ts";

/** @param defaults of every option that there is; @returns the same with what was said. @throws LabError "lab-words" */
export function optionsFrom<Options extends Readonly<Record<string, string>>>(words: readonly string[], defaults: Options): Options {
  const said: Record<string, string> = {};
  const known = Object.keys(defaults).map((name) => `--${name}`);
  for (let at = 0; at < words.length; at += 2) {
    const [word = "", value] = words.slice(at);
    if (!known.includes(word)) throw new LabError("lab-words", `lab: "${word}" is no option here. There are ${known.join(", ")}.`);
    if (value === undefined) throw new LabError("lab-words", `lab: ${word} needs a value behind it, such as ${word} ${defaults[word.slice(2)] || "1"}.`);
    said[word.slice(2)] = value;
  }
  return { ...defaults, ...said };
}

/** @throws LabError "lab-words" unless it is a whole number from `least` to `most` */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new LabError("lab-words", `lab: --${name} ${text} is not a whole number from ${least} to ${most}.`);
}

/** Of "1,2": [1, 2]. @throws LabError "lab-words" */
export function wholeNumbers(name: string, text: string, mosts: readonly number[]): number[] {
  const parts = text.split(",");
  if (parts.length !== mosts.length) throw new LabError("lab-words", `lab: --${name} ${text} should be ${mosts.length} numbers with commas between them.`);
  return parts.map((part, at) => wholeNumber(name, part.trim(), 0, mosts[at] as number));
}
