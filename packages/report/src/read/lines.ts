// A file's text as lines, whatever pieces it comes in, with what was cut off at its end told apart.
import { ReportError } from "./report_error.ts";

/** A line without its newline. */
export interface NumberedLine {
  readonly text: string;
  readonly number: number; // from 1
  readonly whole: boolean; // it ended with a newline: the last one of a run that was killed may be cut in half
}

const longest = 64 * 1024 * 1024; // characters: no picture has as much to say

/** @param file its name, for messages. @throws ReportError "results-malformed" where a line has no end */
export async function* linesOf(chunks: AsyncIterable<string>, file: string): AsyncGenerator<NumberedLine> {
  let [pending, number] = ["", 0];
  for await (const chunk of chunks) {
    const parts = (pending + chunk).split("\n");
    pending = parts.pop() as string;
    for (const text of parts) yield { text, number: ++number, whole: true };
    if (pending.length > longest) throw new ReportError("results-malformed", `${file}:${number + 1}: the line is longer than ${longest} characters. Expected the JSON lines of a run: camlucida --json or --resume.`);
  }
  if (pending !== "") yield { text: pending, number: number + 1, whole: false };
}
