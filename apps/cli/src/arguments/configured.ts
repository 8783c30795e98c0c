// What was typed, with the options of the environment and of configuration files: bin/configuration.mjs, as the program sees it.
import process from "node:process";
import { ConfigurationError, configurationFiles, configured } from "../../bin/configuration.mjs";
import { UsageError } from "../errors/errors.ts";
import { launcherTable } from "./launcher_table.ts";

/** Words to be read by `parseArguments`, and the files that some of them are from. */
export interface ConfiguredWords {
  readonly words: readonly string[];
  readonly files: readonly string[];
}

/**
 * The launcher, which found the files and lets them be read, names them in the environment.
 * @throws UsageError "usage-configuration" with the file and the key
 */
export function configuredWords(typed: readonly string[]): ConfiguredWords {
  const rows = launcherTable();
  const found = process.env["CAMLUCIDA_CONFIGURATION"];
  const files = found === undefined ? configurationFiles(typed, rows) : (JSON.parse(found) as string[]);
  try {
    return { words: configured(typed, rows, files), files };
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError("usage-configuration", error.message, { cause: error });
    throw error;
  }
}
