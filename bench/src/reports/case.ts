// What a measurement leaves: every raw time, where it was taken, and the few numbers that stand for many.
import manifest from "../../package.json" with { type: "json" };
import { reportAdapter } from "../../../packages/tensor/src/index.ts";
import { models, type ModelName, type Task } from "../contender.ts";
import type { RunsOn, Runtime } from "../contenders/index.ts";

/** One contender's part. Times in ms. */
export interface Result {
  readonly contender: string;
  readonly name: string;
  readonly on: RunsOn;
  /** Why it was not, or not to the end, measured. */
  failure?: string;
  /** Of its first result to ours: the largest, as a part of the largest value. */
  difference?: number;
  importing?: number; // loading its code
  opening?: number; //   from the network in JavaScript to the first result
  reopening?: number; // the same again, everything loaded and compiled
  readonly times: number[]; // per image, one for each round
  cpuTime?: number; //   of all cores and rounds together, per image
  peak?: number; //      bytes, of its process
}

export interface Machine {
  readonly runtime: Runtime;
  readonly agent: string; // the runtime's version
  readonly adapter: string;
  readonly cores: number;
  readonly versions: Readonly<Record<string, string>>; // of the contenders
}

/** Everybody at one thing. */
export interface Case {
  readonly model: ModelName;
  readonly batch: number;
  readonly task: Task;
  readonly date: string; // ISO 8601
  readonly machine: Machine;
  readonly results: readonly Result[];
}

/** What was done where: newer results take the place of older ones of the same key. */
export const keyOf = ({ model, batch, task }: Case, { on }: Result): string => `${model} ${task} ${batch} ${on}`;

export const processorsOf = (results: readonly Result[]): RunsOn[] => [...new Set(results.map(({ on }) => on))];

export function titleOf({ model, batch, task }: Pick<Case, "model" | "batch" | "task">): string {
  const network = models[model];
  return { map: `${network}, from a photograph to its map`, open: `${network}, an .onnx file opened`, forward: `${network}, forward, batch ${batch}` }[task];
}

export function wordsOf({ agent, adapter, cores, versions }: Machine, date: string): string {
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return `${date.slice(0, 10)}, ${agent}, ${adapter}, ${cores} cores; ${peers}.`;
}

const peers = ["@tensorflow/tfjs-core", "onnxruntime-web", "onnxruntime-node", "@jax-js/jax"] as const;

/** Where it is measured. @param more versions than package.json knows */
export async function machineOf(runtime: Runtime, more: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const report = await reportAdapter();
  return {
    runtime,
    agent: navigator.userAgent.match(/(?:Headless)?Chrome\/[\d.]+|Deno\/[\d.]+/)?.[0].replace("HeadlessChrome", "Chrome") ?? navigator.userAgent,
    adapter: report ? `${report.name} (${report.backend}, ${report.kind})` : "no WebGPU",
    cores: navigator.hardwareConcurrency,
    versions: { ...Object.fromEntries(peers.map((name) => [name, manifest.dependencies[name]])), ...more },
  };
}

/** Interpolated between the two nearest; NaN of no numbers. @param part 0 … 1 */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

/** Of the reference's largest value; Infinity where the lengths differ. */
export function largestDifference(numbers: Float32Array, reference: Float32Array): number {
  if (numbers.length !== reference.length) return Infinity;
  const largest = reference.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return numbers.reduce((most, x, at) => Math.max(most, Math.abs(x - (reference[at] as number))), 0) / largest;
}
