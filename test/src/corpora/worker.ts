// A process that reads one file after another, so that whoever asks it outlives what a file does to it. A line in, a line out.
import { createInterface } from "node:readline";
import process from "node:process";
import { type FormatName, formatOf, type ReaderKind, type SeedFile, seedsOf } from "./formats.ts";
import { forgetPeak, memoryOf } from "./memory.ts";
import { mutantOf } from "./mutant.ts";
import { type ReadingOutcome, readBytes, readPath } from "./read.ts";

/** What is read: a file, or a mutant that is made again where it is read. */
export type CorpusTask =
  | { readonly path: string; readonly kind: ReaderKind }
  | { readonly format: FormatName; readonly from?: string | undefined; readonly seed: number; readonly index: number };

/** What came of it, and what it took. */
export interface WorkerAnswer {
  readonly reading: ReadingOutcome;
  readonly ms: number;
  /** The most memory beyond what the process had before; bytes. */
  readonly grown: number;
  /** The most memory in all, and what it has left; bytes. */
  readonly peak: number;
  readonly resident: number;
}

console.log = console.error; // libraries may print: the lines on stdout are answers

const seeds = new Map<string, readonly SeedFile[]>(); // by format and folder

async function read(task: CorpusTask): Promise<ReadingOutcome> {
  if ("path" in task) return readPath(task.path, task.kind);
  const { format, from = "" } = task;
  const own = seeds.get(`${format} ${from}`) ?? await seedsOf(format, task.from);
  seeds.set(`${format} ${from}`, own);
  return readBytes(mutantOf(format, own, task.seed, task.index).bytes, formatOf(format).kind);
}

async function answer(task: CorpusTask): Promise<WorkerAnswer> {
  forgetPeak();
  const before = memoryOf("self")?.now ?? 0;
  const begin = performance.now();
  const reading = await read(task);
  const ms = performance.now() - begin;
  const { now: resident = 0, peak = 0 } = memoryOf("self") ?? {};
  return { reading, ms, grown: Math.max(0, peak - before), peak, resident };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as CorpusTask))}\n`);
}
