// Whole corpora and mutants through reading, each file in a process that may die of it:
//   npm run corpora -- FOLDER… [--against reference.json]        every picture and checkpoint below the folders
//   npm run corpora -- --mutants png --count 10000 --seed 1       mutants of the committed files of a format
//   npm run corpora -- --mutants png --seed 1 --only 17 --out F   one of them as a file, and what comes of it
// docs/corpora.md says what is reported. The exit code is 1 where anything happened that must not.
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { differenceOf, readReference } from "./compare.ts";
import { filesBelow } from "./files_below.ts";
import { type FormatName, formatNames, formatOf, isFormatName, seedsOf } from "./formats.ts";
import { mutantOf } from "./mutant.ts";
import { type ReadingLimits, readAll, type TaskResult } from "./pool.ts";
import { readBytes } from "./read.ts";
import { type CorpusTally, count, emptyTally, isSound, type NamedResult } from "./tally.ts";
import { tallyText } from "./tally_text.ts";
import type { CorpusTask } from "./worker.ts";

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    "mutants": { type: "string" }, "count": { type: "string", default: "10000" }, "seed": { type: "string", default: "1" },
    "first": { type: "string", default: "0" }, "only": { type: "string" }, "from": { type: "string" }, "out": { type: "string" },
    "against": { type: "string" }, "json": { type: "string" }, "every-file": { type: "boolean", default: false },
    "jobs": { type: "string", default: String(cpus().length) }, "seconds": { type: "string", default: "60" }, "megabytes": { type: "string", default: "1024" },
  },
});

const limits: ReadingLimits = { seconds: Number(options.seconds), bytes: Number(options.megabytes) * 1e6 };
const seed = Number(options.seed);
const from = options.from === undefined ? undefined : resolve(options.from);

if (options.mutants !== undefined && options.only !== undefined) await makeOne(formatAsked(options.mutants), Number(options.only));
else if (options.mutants !== undefined) for (const name of options.mutants === "all" ? formatNames : options.mutants.split(",")) await mutate(formatAsked(name));
else if (folders.length > 0) for (const folder of folders) await feed(folder);
else throw new Error("Which files? npm run corpora -- FOLDER, or npm run corpora -- --mutants png");

function formatAsked(name: string): FormatName {
  if (isFormatName(name)) return name;
  throw new Error(`There is no format ${JSON.stringify(name)}. There are ${formatNames.join(", ")}.`);
}

/** One mutant, here, so that a debugger may watch it. */
async function makeOne(format: FormatName, index: number): Promise<void> {
  const { bytes, madeFrom } = mutantOf(format, await seedsOf(format, from), seed, index);
  if (options.out !== undefined) await writeFile(options.out, bytes);
  console.log(`${format} ${seed}:${index}, ${bytes.length} bytes, made from ${madeFrom}`);
  console.log(await readBytes(bytes, formatOf(format).kind));
}

async function mutate(format: FormatName): Promise<void> {
  if ((await seedsOf(format, from)).length === 0) return console.log(`${format}: there is no file to make mutants from`);
  const first = Number(options.first);
  const tasks = Array.from({ length: Number(options.count) }, (_, i) => ({ format, from, seed, index: first + i }));
  const tally = await readTasks(tasks, ({ index }) => `${format} ${seed}:${index}`, () => undefined);
  await tell(`${format} mutants, seed ${seed}`, tally);
}

async function feed(folder: string): Promise<void> {
  const reference = options.against === undefined ? undefined : await readReference(options.against);
  const files = await filesBelow(folder, options["every-file"]);
  const names = new Map(files.map(({ path, name }) => [path, name]));
  const nameOf = ({ path }: { readonly path: string }): string => names.get(path) ?? path;
  const tally = await readTasks(files.map(({ path, kind }) => ({ path, kind })), nameOf, (name, result) =>
    (reference === undefined || "ended" in result ? undefined : differenceOf(name, result.reading, reference)));
  await tell(folder, tally);
}

async function readTasks<Task extends CorpusTask>(tasks: readonly Task[], nameOf: (task: Task) => string, compare: (name: string, result: TaskResult) => NamedResult["difference"]): Promise<CorpusTally & { readonly results: NamedResult[] }> {
  const tally = { ...emptyTally(), results: [] as NamedResult[] };
  await readAll(tasks, Number(options.jobs), limits, (task, result) => {
    const name = nameOf(task as Task);
    const named = { name, result, difference: compare(name, result) };
    count(tally, named);
    if (options.json !== undefined) tally.results.push(named);
    if (tally.files % 100 === 0) process.stderr.write(`${tally.files} of ${tasks.length}, ${tally.faults.length} faults\r`);
  });
  return tally;
}

async function tell(what: string, tally: CorpusTally): Promise<void> {
  console.log(`${what}\n${tallyText(tally)}`);
  if (!isSound(tally)) process.exitCode = 1;
  if (options.json === undefined) return;
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(options.json, JSON.stringify({ what, ...tally, refused: Object.fromEntries(tally.refused), compared: Object.fromEntries(tally.compared) }));
}
