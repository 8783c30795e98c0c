// Opens every file that test/reference_kinds.py has made in a folder: `npm run verify -- kinds` runs it, and makes a table of what it
// writes to FOLDER/verdicts.json. Words behind the folder choose the kinds whose names or groups have one of them.
import { loadCheckpoint, openReference, openWasm } from "@camlucida/tensor";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { verdictOn, type Kind } from "./kind.ts";

const [folder, ...words] = process.argv.slice(2);
if (folder === undefined) throw new Error("Which folder? The one that test/reference_kinds.py has filled.");
const kinds = JSON.parse(await readFile(join(folder, "kinds.json"), "utf8")) as (Kind & { readonly file: string })[];
const device = openWasm() ?? openReference();
const found = [];
for (const kind of kinds.filter(({ name, group }) => words.length === 0 || words.some((word) => `${group} ${name}`.includes(word)))) {
  const bytes = new Uint8Array(await readFile(join(folder, kind.file)));
  const verdict = await verdictOn(kind, () => loadCheckpoint(bytes), device);
  found.push({ group: kind.group, name: kind.name, file: kind.file, ...verdict });
  const { verdict: said, off, code = "", message = "" } = verdict;
  process.stdout.write(`${said.padEnd(8)} ${kind.group}: ${kind.name}${off === undefined ? "" : ` ${off.toExponential(1)}`} ${code} ${process.env["CAMLUCIDA_VERBOSE"] || said === "wrong" ? message : ""}\n`);
}
await writeFile(join(folder, "verdicts.json"), `${JSON.stringify(found, undefined, 1)}\n`);
