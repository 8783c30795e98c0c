// One line of JSON per photograph: { image, ok: true, … } or { image, ok: false, error }. See result.ts.
import { CamlucidaError } from "@camlucida/tensor";
import { messageOf } from "../errors.ts";
import type { MethodSummary } from "../judging/measured.ts";
import type { ImageFailure, ImageResult } from "./result.ts";

/**
 * The line, with its newline. Numbers that are not finite become null, since JSON has no word for them;
 * U+2028 and U+2029 are escaped, so that every reader sees one line.
 */
export const jsonLine = (result: ImageResult): string => lineOf(result);

/** After the last photograph of a run with --metrics: { summary: […] }, one entry for each method at each place. */
export const summaryLine = (summary: readonly MethodSummary[]): string => lineOf({ summary });

function lineOf(value: unknown): string {
  const text = JSON.stringify(value); // writes NaN and ±Infinity as null
  return `${text.replaceAll("\u2028", String.raw`\u2028`).replaceAll("\u2029", String.raw`\u2029`)}\n`;
}

/** The result of a photograph that failed; an error that nobody foresaw has the code "unexpected". */
export function failureOf(image: string, error: unknown): ImageFailure {
  const code = error instanceof CamlucidaError ? error.code : "unexpected";
  return { image, ok: false, error: { code, message: messageOf(error) } };
}
