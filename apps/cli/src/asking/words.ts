import { UsageError } from "../errors.ts";

/** "a,b" and "c", typed one after the other → a, b, c. @throws UsageError "usage-bad-value" for "a,,b" */
export function wordsOf(option: string, typed: readonly string[]): string[] {
  return typed.flatMap((list) => {
    const words = list.split(",").map((word) => word.trim());
    if (words.every((word) => word !== "")) return words;
    throw new UsageError("usage-bad-value", `${option}: ${JSON.stringify(list)} has an empty place between its commas.`);
  });
}
