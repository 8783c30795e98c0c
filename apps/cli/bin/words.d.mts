/** A row of the table of options, as bin/options.json holds it. */
export interface OptionRow {
  readonly name: string; // without the leading "--"
  readonly short?: string | undefined;
  readonly value: boolean;
  readonly repeatable?: true | undefined;
  /** What the value names. */
  readonly names?: "file" | "folder" | "template" | undefined;
  /** Whether the value may also be a name that stands for no file. */
  readonly alsoName?: true | undefined;
  /** Who takes it; absent: explain alone. */
  readonly commands?: readonly string[] | undefined;
  /** With any of these typed, a value that was not typed is left out. */
  readonly yieldsTo?: readonly string[] | undefined;
  /** Without any of these, a value that was not typed is left out. */
  readonly idleWithout?: readonly string[] | undefined;
}

/** What was typed, option by option, and what else. */
export interface DividedWords {
  readonly command: string;
  readonly typed: ReadonlyMap<string, readonly string[]>;
  readonly inputs: readonly string[];
}

export function divided(words: readonly string[], rows: readonly OptionRow[]): DividedWords;
/** The table of options, from bin/options.json. */
export function optionRows(): OptionRow[];
