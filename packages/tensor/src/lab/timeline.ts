// The life of every array that a graph makes, and who gets its place afterwards: as lifetimes.ts places them.
import type { Graph, Step, Value } from "../graph/graph.ts";
import { stepsFor } from "../graph/graph.ts";
import { bytesOf } from "../graph/layout.ts";
import { allocate } from "../graph/lifetimes.ts";

/** A value's life, in steps counted from 1. */
export interface Life {
  readonly step: Step;
  readonly buffer: number;
  readonly from: number; // is written
  readonly to: number; //   is read for the last time, or is still wanted behind the last step
  readonly bytes: number;
}

export interface Timeline {
  readonly lives: readonly Life[]; // in order
  readonly sizes: readonly number[]; // of the buffers, in bytes
}

export function timelineOf({ steps: all }: Graph, outputs: readonly Value[]): Timeline {
  const steps = stepsFor(all, outputs);
  const { bufferOf, sizes } = allocate(steps, new Set(outputs), bytesOf);
  const lives = steps.map((step, at): Life => {
    const last = steps.findLastIndex(({ inputs }) => inputs.includes(step.output));
    return { step, buffer: bufferOf.get(step.output) as number, from: at + 1, to: outputs.includes(step.output) ? steps.length : last + 1, bytes: bytesOf(step.output) };
  });
  return { lives, sizes };
}
