// One row of the table of options.

/** The first word of a command line; without one it is "explain". A picture of such a name is ./report. */
export const commandNames = [
  "explain", "inspect", "weights", "tune", "report", "merge", "submit", "work", "status", "collect", "completion", "help", "version",
] as const;

export type CommandName = (typeof commandNames)[number];

export const groups = [
  "What goes in", "What to explain", "How to explain it", "How it looks", "Where it goes", "Large folders", "The report", "How good it is", "The model", "The queue", "How it runs", "Help",
] as const;

export interface Option {
  readonly name: string; // without the leading "--"
  readonly short?: string;
  readonly value?: string; // what the value is called in the help; absent for a switch
  readonly repeatable?: true;
  readonly group: (typeof groups)[number];
  /** Who takes it; absent: explain alone. Rows of one name have different commands. */
  readonly commands?: readonly CommandName[];
  readonly help: string;
  /** All that the value can be, where that is a list. */
  readonly values?: readonly string[];
  /** Configured and not typed, it is left out where one of these is typed … */
  readonly yieldsTo?: readonly string[];
  /** … and where there is none of these. */
  readonly idleWithout?: readonly string[];
}

/** A picture is explained here, or by a worker. */
export const explaining: readonly CommandName[] = ["explain", "submit"];

/** What knows a network asks for it. */
export const opening: readonly CommandName[] = ["explain", "submit", "inspect", "tune"];
