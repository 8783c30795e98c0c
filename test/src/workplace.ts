// A folder with a small model, in which the command line is run as a user would run it.
import { writeSafetensors } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import type { ImageResult } from "camlucida/internal";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

export const launcher = join(root, "apps/cli/bin/camlucida.mjs");

/** The photograph, 451×300. */
export const cat = join(root, "samples/chelsea.png");

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is still at work. */
export interface RunningCommand {
  /** Resolves when its standard output says that, or it is over. */
  said(pattern: RegExp): Promise<void>;
  /** Of the launcher. */
  kill(signal: NodeJS.Signals): void;
  /** When nobody holds its standard output and error any more. */
  readonly ended: Promise<Run>;
}

export interface Workplace {
  readonly folder: string;
  readonly model: string; // the tiny ResNet's path
  /** Runs the launcher with these arguments, in the folder. */
  cam(...args: string[]): Promise<Run>;
  /** The same, with some of the environment's variables changed. */
  camIn(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Run>;
  /** The same, without waiting for its end. */
  start(...args: string[]): RunningCommand;
  close(): Promise<void>;
}

/** The folder holds the model and labels.txt: cat, dog, cart. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-"));
  const model = join(folder, "tiny.safetensors");
  await writeFile(model, writeSafetensors(tinyResnet(), {}));
  await writeFile(join(folder, "labels.txt"), "cat\ndog\ncart\n");
  const camIn: Workplace["camIn"] = (environment, ...args) => new Promise((done) => {
    const env = { ...process.env, ...apart(folder), ...environment };
    execFile("node", [launcher, ...args], { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr }));
  });
  return {
    folder,
    model,
    cam: (...args) => camIn({}, ...args),
    camIn,
    start: (...args) => start(args, folder),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The user's own cache and configuration play no part. */
const apart = (folder: string): Record<string, string> => ({ CAMLUCIDA_CACHE: join(folder, "cache"), XDG_CONFIG_HOME: join(folder, "config") });

function start(args: readonly string[], folder: string): RunningCommand {
  const child = spawn("node", [launcher, ...args], { cwd: folder, env: { ...process.env, ...apart(folder) }, stdio: ["ignore", "pipe", "pipe"] });
  const run = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => { run[name] += text; });
  const ended = new Promise<Run>((done) => {
    child.on("close", (code) => done({ ...run, code: code ?? -1 }));
  });
  return {
    ended,
    // Not child.kill: Deno then takes the signal for the reason of the end.
    kill: (signal) => void process.kill(child.pid as number, signal),
    said: (pattern) => Promise.race([
      ended.then(() => undefined),
      new Promise<void>((done) => child.stdout.on("data", () => { if (pattern.test(run.stdout)) done(); })),
    ]),
  };
}

/** What --json printed. */
export const resultsOf = ({ stdout }: Run): ImageResult[] => stdout.trim().split("\n").map((line) => JSON.parse(line) as ImageResult);

/** A float32 .npy of format 1.0. */
export async function readNpy(path: string): Promise<{ shape: number[]; values: Float32Array }> {
  const bytes = new Uint8Array(await readFile(path));
  const start = 10 + new DataView(bytes.buffer).getUint16(8, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, start));
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "").split(",").filter((side) => side.trim() !== "").map(Number);
  return { shape, values: new Float32Array(bytes.slice(start).buffer) };
}
