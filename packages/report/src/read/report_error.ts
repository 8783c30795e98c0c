// What is wrong with results that a report was to be made of.
import { CamlucidaError } from "@camlucida/tensor";

type ReportErrorCode =
  | "results-unreadable" // no such file
  | "results-malformed" // no JSON lines, or lines of another form
  | "results-disagree" // of several networks
  | "results-empty" // nothing to report on
  | "truth-unreadable" // no such file
  | "truth-malformed"; // no CSV, or rows of another form

/**
 * Results, or a table of true classes, that no report can be made of.
 * @example
 * ```ts
 * import { readResults, ReportError } from "@camlucida/report";
 *
 * const text = (async function* () { yield "no JSON\n"; })();
 * const error = await readResults([{ name: "run.jsonl", text }], async () => undefined).catch((reason: unknown) => reason);
 * error instanceof ReportError && error.code; // → "results-malformed"
 * ```
 */
export class ReportError extends CamlucidaError {
  constructor(code: ReportErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
