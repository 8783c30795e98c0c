// Every option of the command line, once: parser, help, completions, the manual and the launcher's permissions are made of this table.
import { commandOptions } from "./table/commands.ts";
import { explainingOptions } from "./table/explaining.ts";
import { looksOptions } from "./table/looks.ts";
import type { CommandName, Option } from "./table/option.ts";
import { resultOptions } from "./table/results.ts";
import { runningOptions } from "./table/running.ts";

/** Whether an option has a value does not depend on the command: the words are divided before it is known. */
export const options: readonly Option[] = [...explainingOptions, ...looksOptions, ...resultOptions, ...commandOptions, ...runningOptions];

/** @returns what a command takes, in the table's order */
export const optionsOf = (command: CommandName): readonly Option[] => options.filter(({ commands = ["explain"] }) => commands.includes(command));
