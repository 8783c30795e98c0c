// Scores of perturbed images or features: further forward passes through the network, or through the part behind a layer.
//
//   variant i of an array [1, …] → ⟨seed, logits⟩ and ⟨seed, p⟩;  eight variants a pass, so that memory is bounded
import { batched, elements, type Device, type Graph, type Program, type Value } from "@camlucida/tensor";
import type { Scores } from "../methods/method.ts";
import { probabilitiesFrom } from "./prediction.ts";
import type { Seed } from "./requests.ts";

export interface Perturbations {
  /**
   * What the target scores for `count` variants of the array `from`.
   * @param make writes the i-th variant into an array of zeros of `from`'s shape
   * @param progress called with the number of scored variants, from 0 on; the next pass waits for it, and an error thrown here ends them
   */
  score(from: Value, seed: Seed, count: number, make: (index: number, into: Float32Array) => void, progress: OnScored): Promise<Scores>;
  dispose(): void;
}

/** Called with the number of variants that have been scored. */
export type OnScored = (done: number) => unknown;

/** Variants per pass: enough to share each weight that is read, few enough for every adapter. */
const batchSize = 8;

/** @param logits [1, classes]: the end of every pass. A program is compiled when its first variant comes. */
export function openPerturbations(device: Device, graph: Graph, logits: Value): Perturbations {
  const programs = new Map<Value, Promise<Program>>();
  return {
    score: async (from, seed, count, make, progress) => {
      const { run } = await programFor(from);
      const scores = { logits: new Float64Array(count), probabilities: new Float64Array(count) };
      const length = elements(from.shape);
      await progress(0);
      for (let first = 0; first < count; first += batchSize) {
        const variants = new Float32Array(batchSize * length);
        const filled = Math.min(batchSize, count - first);
        for (let at = 0; at < filled; at++) make(first + at, variants.subarray(at * length, (at + 1) * length));
        const rows = (await run({ [from.name]: variants }))[logits.name] as Float32Array; // [batchSize, classes]
        for (let at = 0; at < filled; at++) {
          const row = rows.subarray(at * seed.length, (at + 1) * seed.length);
          scores.logits[first + at] = inner(seed, row);
          scores.probabilities[first + at] = inner(seed, probabilitiesFrom(row));
        }
        await progress(first + filled);
        await yieldToEvents();
      }
      return scores;
    },
    dispose: () => programs.forEach((program) => void program.then(({ dispose }) => dispose(), () => undefined)),
  };

  function programFor(from: Value): Promise<Program> {
    const known = programs.get(from);
    if (known) return known;
    const { graph: many, outputs } = batched(graph, from, [logits], batchSize);
    const program = device.compile(many, outputs);
    programs.set(from, program);
    return program;
  }
}

/** The CPU's passes run on this thread: in between it handles events, such as a message that cancels them. */
const yieldToEvents = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

const inner = (a: Float32Array, b: Float32Array | Float64Array): number => a.reduce((sum, x, at) => sum + x * (b[at] as number), 0);
