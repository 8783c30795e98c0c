// How long each stage of one picture takes.
import type { Milliseconds } from "./report/result.ts";

type Stage = Exclude<keyof Milliseconds, "total">;

export class Stopwatch {
  readonly #began = performance.now();
  readonly #stages: Record<Stage, number> = { decode: 0, preprocess: 0, forward: 0, map: 0, judge: 0, encode: 0 };

  /** Runs `work` and adds its time to `stage`. */
  async time<T>(stage: Stage, work: () => T | Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.#stages[stage] += performance.now() - began;
    return result;
  }

  milliseconds(): Milliseconds {
    return { ...this.#stages, total: performance.now() - this.#began };
  }
}
