// What a topic of the lab is: one question, answered with numbers.
import { CamlucidaError } from "@camlucida/tensor";

export interface Topic {
  readonly name: string; //     "conv": what is typed behind `npm run lab --`
  readonly question: string; // one line
  /**
   * The worked example of the guide's chapter: the same text on every machine, to the last digit, computed by the
   * project's own code on small numbers. At most some 30 lines of 78 columns.
   */
  worked(): Promise<string>;
  /** What depends on this machine: printed after the example, or, where words of the command line ask for another one, in its place. */
  here?(words: readonly string[]): AsyncIterable<string>;
}

/** Words of the command line that the lab cannot follow. */
export class LabError extends CamlucidaError {}
