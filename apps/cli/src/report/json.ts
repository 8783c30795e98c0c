// One line of JSON per photograph: { image, ok: true, … } or { image, ok: false, error }; see result.ts. One for the run where it fails.
import { CamlucidaError } from "@camlucida/tensor";
import { messageOf } from "../errors/errors.ts";
import type { MethodSummary } from "../metrics/run_summary.ts";
import type { ImageFailure, InputResult } from "./result.ts";

/**
 * The line, with its newline. Numbers that are not finite become null, since JSON has no word for them;
 * U+2028 and U+2029 are escaped, so that every reader sees one line.
 */
export const jsonLine = (result: InputResult): string => lineOf(result);

/** After the last photograph of a run with --metrics: { summary: […] }, one entry for each method at each place. */
export const summaryLine = (summary: readonly MethodSummary[]): string => lineOf({ summary });

function lineOf(value: unknown): string {
  const text = JSON.stringify(value); // writes NaN and ±Infinity as null
  return `${text.replaceAll("\u2028", String.raw`\u2028`).replaceAll("\u2029", String.raw`\u2029`)}\n`;
}

/** Instead of all photographs, where an error ends the run before the first: { ok: false, error }. */
export const runFailureLine = (error: unknown): string => lineOf({ ok: false, error: describeError(error) });

/** The result of a photograph that failed; an error that nobody foresaw has the code "unexpected". */
export function failureOf(image: string, error: unknown): ImageFailure {
  return { image, ok: false, error: describeError(error) };
}

const describeError = (error: unknown): ImageFailure["error"] =>
  ({ code: error instanceof CamlucidaError ? error.code : "unexpected", message: messageOf(error) });
