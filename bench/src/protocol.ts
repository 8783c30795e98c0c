// What the measuring side asks of a contender, which lives in a process or a worker of its own, and what it answers.
import type { ModelName } from "./network.ts";

/** "forward": pixels as numbers → logits. "map": a photograph → the map of its best class over it. */
export type Task = "forward" | "map";

export interface Assignment {
  readonly contender: string; // the id of an entry
  readonly model: ModelName;
  readonly batch: number; // 1 for a map
  readonly task: Task;
}

export type Ask = { readonly ask: "start"; readonly job: Assignment } | { readonly ask: "run" } | { readonly ask: "reopen" };

export interface Answers {
  readonly start: {
    readonly importing: number; // ms, loading the contender's code
    readonly opening: number; //   ms, from a network in JavaScript to the first result
    readonly output: Float32Array; // [N, classes] or [H, W]
  };
  readonly run: {
    readonly time: number; //     ms
    readonly cpuTime?: number; // ms of all cores together
    readonly peak?: number; //    bytes of memory that the process has held at most
  };
  /** The network closed, and opened again where everything is loaded: ms to the first result. */
  readonly reopen: { readonly opening: number };
}

export type GuestAnswer = Answers[keyof Answers] | { readonly failure: string };
