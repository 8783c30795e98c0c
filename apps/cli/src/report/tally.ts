// What became of all photographs of a run: counted, and told in its last lines.
import { basename } from "node:path";
import { exitCodeOfResults, exitCodes, type ExitCode } from "../errors/exit.ts";
import type { Input } from "../files/inputs.ts";
import { printable, type Style } from "./terminal.ts";
import { isUsable, type InputResult } from "./result.ts";
import { interruptedText, summaryText } from "./text.ts";

export interface Tally {
  readonly total: number;
  /** Photographs that were looked at, or were not as they are done. */
  readonly counted: { readonly inputs: number; readonly failed: number };
  /** Whether there is something to sum up. */
  readonly several: boolean;
  add(input: Input, result: InputResult): void;
  /** @param ms from the first to the last */
  summary(ms: number, style: Style): string;
  /** In the place of the summary, where somebody ended the run. @param found how many there were to explain */
  interrupted(found: number, isAll: boolean): string;
  /** Photographs that nobody looked at, or undefined. */
  leftOut(style: Style): string | undefined;
  /** Results that are not called as usual, or undefined. */
  renamed(): string | undefined;
  /** That of the first which is not as it should be. */
  exitCode(): ExitCode;
}

const named = 3; // of many, in one line

export function openTally(): Tally {
  const counts = { explained: 0, skipped: 0, failed: 0, renamed: 0 };
  const leftOut = openLeftOut();
  const renamed: string[] = []; // the first of them
  let code: ExitCode = exitCodes.allDone;
  const total = (): number => counts.explained + counts.skipped + counts.failed + leftOut.count;
  return {
    get total() { return total(); },
    get counted() { return { inputs: total() - leftOut.count, failed: counts.failed }; },
    get several() { return total() > 1 || counts.skipped > 0; },
    add: (input, result) => {
      if (input.kind === "left-out") return leftOut.add(input);
      if ("skipped" in result) {
        counts.skipped++;
        return;
      }
      code ||= exitCodeOfResults([result]);
      counts[isUsable(result) ? "explained" : "failed"]++;
      if (!result.ok || !("name" in input)) return;
      if (counts.renamed++ < named) renamed.push([result.image, result.maps[0]?.overlay ?? input.name].map((path) => printable(basename(path))).join(" → "));
    },
    summary: (ms, style) => summaryText(counts, ms, style),
    interrupted: (found, isAll) => interruptedText(counts, found, isAll),
    leftOut: (style) => {
      if (leftOut.count === 0) return undefined;
      const files = leftOut.count === 1 ? "1 file" : `${leftOut.count} files`;
      const kinds = [...leftOut.kinds].map(([what, count]) => `${count} ${what}`).join(", ");
      return `${style.warn(`${files} left out`)}: ${listed(leftOut.images, leftOut.count)} (${kinds}). ${printable(leftOut.advice)}\n`;
    },
    renamed: () => (counts.renamed === 0 ? undefined :
      `Two photographs of one name: the results of the second carry its extension: ${listed(renamed, counts.renamed)}\n`),
    exitCode: () => code,
  };
}

/** Counts what is left out, by kind. */
function openLeftOut(): { add(input: Input & { kind: "left-out" }): void; readonly count: number; readonly kinds: ReadonlyMap<string, number>; readonly images: readonly string[]; readonly advice: string } {
  const kinds = new Map<string, number>();
  const images: string[] = []; // the first of them
  let [count, advice] = [0, ""]; // the advice is that of the first
  return {
    kinds,
    images,
    get count() { return count; },
    get advice() { return advice; },
    add: ({ path, what, error }) => {
      kinds.set(what, (kinds.get(what) ?? 0) + 1);
      if (count++ < named) images.push(printable(path));
      if (count === 1) advice = error.message;
    },
  };
}

const listed = (names: readonly string[], count: number): string => names.join(", ") + (count > names.length ? ", …" : "");
