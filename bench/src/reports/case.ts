// What a measurement leaves: every raw time, and where it was taken.
import type { RunsOn, Runtime } from "../contenders/index.ts";
import type { ModelName } from "../network.ts";
import type { Task } from "../protocol.ts";

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
  const network = model.replace("resnet", "ResNet-");
  return task === "map" ? `${network}, from a photograph to its map` : `${network}, forward, batch ${batch}`;
}

export function wordsOf({ agent, adapter, cores, versions }: Machine, date: string): string {
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return `${date.slice(0, 10)}, ${agent}, ${adapter}, ${cores} cores; ${peers}.`;
}
