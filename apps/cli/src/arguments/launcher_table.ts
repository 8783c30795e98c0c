// The table of options as the launcher needs it, which reads it from bin/options.json: a test writes that file.
import type { OptionRow } from "../../bin/words.mjs";
import { options } from "./option_table.ts";

export const launcherTable = (): OptionRow[] => options.map(({ name, short, value, repeatable, commands, yieldsTo, idleWithout }) => ({
  name, short, value: value !== undefined, repeatable, names: namesOf(value), alsoName: value?.startsWith("NAME|") ? true : undefined, commands, yieldsTo, idleWithout,
}));

/** What an option's value names. */
const namesOf = (value = ""): OptionRow["names"] => (value.includes("FILE") ? "file" : value === "DIR" ? "folder" : value === "TEMPLATE" ? "template" : undefined);
