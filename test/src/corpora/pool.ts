// Processes that read, each watched: one that dies, says nothing for too long or takes too much memory is ended, the file that it was at is told,
// and another takes its place.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { createInterface, type Interface } from "node:readline";
import { denoBinary } from "../../../scripts/launcher/deno.mjs";
import { memoryOf } from "./memory.ts";
import type { CorpusTask, WorkerAnswer } from "./worker.ts";

/** What a file may take. */
export interface ReadingLimits {
  readonly seconds: number;
  readonly bytes: number; // of the whole process
}

/** What came of a file: an answer, or the way in which its process ended. */
export type TaskResult =
  | WorkerAnswer
  | { readonly ended: "hung" | "crashed" | "too much memory"; readonly why: string; readonly ms: number };

/** Reads everything, several at a time. `told` hears of each as it is done, in any order. */
export async function readAll(tasks: Iterable<CorpusTask>, jobs: number, limits: ReadingLimits, told: (task: CorpusTask, result: TaskResult) => void): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    let reader: Reader | undefined;
    const read = async (task: CorpusTask): Promise<TaskResult> => {
      reader ??= new Reader();
      const result = await reader.read(task, limits);
      if ("ended" in result || result.resident > limits.bytes / 2) { // what it holds would count against the next file
        reader.end();
        reader = undefined;
      }
      return result;
    };
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const first = await read(next.value);
      const hung = "ended" in first && first.ended === "hung";
      told(next.value, hung ? await read(next.value) : first); // the machine may have stood still: whoever hangs does it twice
    }
    reader?.end();
  };
  await Promise.all(Array.from({ length: jobs }, lane));
}

const program = join(import.meta.dirname, "worker.ts");
const words = ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", program];
const watchEvery = 50; // ms
const lastWords = 2000; // letters of stderr that are kept

/** One process. */
class Reader {
  readonly #process: ChildProcessWithoutNullStreams = spawn(denoBinary(), words, { stdio: "pipe", env: { ...process.env, NO_COLOR: "1" } });
  readonly #lines: Interface = createInterface({ input: this.#process.stdout });
  #errors = "";

  constructor() {
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => { this.#errors = (this.#errors + text).slice(-lastWords); });
    this.#process.stdin.on("error", () => undefined); // a process that is gone is told by its end
  }

  read(task: CorpusTask, { seconds, bytes }: ReadingLimits): Promise<TaskResult> {
    const begin = performance.now();
    this.#errors = "";
    return new Promise((resolve) => {
      const done = (result: TaskResult): void => {
        clearInterval(watch);
        this.#lines.removeAllListeners("line");
        this.#process.removeAllListeners("close");
        resolve(result);
      };
      const ended = (how: "hung" | "crashed" | "too much memory", why: string): void => done({ ended: how, why, ms: performance.now() - begin });
      const watch = setInterval(() => {
        if (performance.now() - begin > 1000 * seconds) return ended("hung", `nothing for ${seconds} s`);
        const { now = 0 } = memoryOf(this.#process.pid ?? -1) ?? {};
        if (now > bytes) ended("too much memory", `${Math.round(now / 1e6)} MB`);
      }, watchEvery);
      this.#lines.once("line", (line) => done(JSON.parse(line) as WorkerAnswer));
      this.#process.once("close", (code, signal) => ended("crashed", `${signal ?? `exit code ${code}`}: ${this.#errors}`));
      this.#process.stdin.write(`${JSON.stringify(task)}\n`);
    });
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }
}
