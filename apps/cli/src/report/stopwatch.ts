// How long each stage of one picture takes, without the time that it waits for other pictures.
import type { Milliseconds } from "./result.ts";

export type Stage = Exclude<keyof Milliseconds, "total">;

export type Times = Readonly<Record<Stage, number>>; // ms

export class Stopwatch {
  readonly #stages: Record<Stage, number> = { decode: 0, preprocess: 0, forward: 0, map: 0, judge: 0, encode: 0, files: 0 };

  /** Runs `work` and adds its time to `stage`. */
  async time<T>(stage: Stage, work: () => T | Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.add(stage, performance.now() - began);
    return result;
  }

  add(stage: Stage, milliseconds: number): void {
    this.#stages[stage] += milliseconds;
  }

  /** Adds what another watch has measured. */
  addAll(times: Times): void {
    for (const stage of Object.keys(times) as Stage[]) this.add(stage, times[stage]);
  }

  times(): Times {
    return { ...this.#stages };
  }

  milliseconds(): Milliseconds {
    return { ...this.#stages, total: Object.values(this.#stages).reduce((sum, stage) => sum + stage, 0) };
  }
}
