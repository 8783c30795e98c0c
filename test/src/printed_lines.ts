// The commands that documents, help and manual page print.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./printed_place.ts";

const documents = [
  "README.md", "README.ja.md", "CONTRIBUTING.md", "weights/README.md", "apps/cli/README.md", "apps/web/README.md", "docs/cli.md", "docs/cli.ja.md", "docs/checkpoints.md",
  "docs/inputs.md", "docs/folders.md", "docs/fleet.md", "docs/report.md", "docs/formats.md", "docs/corpora.md",
];

/** Each as it is printed, but for the words beside it. */
export async function printedLines(): Promise<{ documents: string[]; help: string[]; manual: string[] }> {
  const textOf = (name: string): Promise<string> => readFile(join(repository, name), "utf8");
  return {
    documents: (await Promise.all(documents.filter((name) => existsSync(join(repository, name))).map(async (name) => linesOf(await textOf(name))))).flat(),
    help: helpLinesOf(await textOf("apps/cli/bin/help.txt")),
    manual: manualLinesOf(await textOf("apps/cli/man/camlucida.1")),
  };
}

/** The commands in a document's blocks of code. */
export const linesOf = (text: string): string[] =>
  Array.from(text.matchAll(/^```(\w*)\n([^]*?)^```$/gm), ([, language = "", block = ""]) => (/^(?:sh)?$/.test(language) ? block.split("\n") : [])).flat()
    .filter((line) => /^(npx|npm|curl|find|camlucida) /.test(line)).map((line) => line.replace(/ +#.*/, ""));

/** The commands of the help, without the words beside them. */
const helpLinesOf = (text: string): string[] => Array.from(text.matchAll(/^ {2}((?:npx|npm|curl) .*?)(?: {3,}.*)?$/gm), ([, line = ""]) => line);

/** The examples of the manual page, which are those of every command's help. */
const manualLinesOf = (text: string): string[] => Array.from(text.matchAll(/^\.EX\n {2}(.*)\n\.EE$/gm), ([, line = ""]) => line.replaceAll("\\-", "-").replaceAll("\\(aq", "'").replaceAll("\\(ti", "~"));

/** Whether a command speaks with a queue. */
export const isOfFleet = (line: string): boolean => /camlucida (submit|work|status|collect) /.test(line);
