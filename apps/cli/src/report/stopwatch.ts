// How long each phase of one picture takes, without the time that it waits for other pictures.
import type { Milliseconds } from "./result.ts";

export type TimedPhase = Exclude<keyof Milliseconds, "total">;

export type Times = Readonly<Record<TimedPhase, number>>; // ms

export class Stopwatch {
  readonly #phases: Record<TimedPhase, number> = { decode: 0, preprocess: 0, forward: 0, map: 0, judge: 0, encode: 0, files: 0 };

  /** Runs `work` and adds its time to `phase`. */
  async time<T>(phase: TimedPhase, work: () => T | Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.add(phase, performance.now() - began);
    return result;
  }

  add(phase: TimedPhase, milliseconds: number): void {
    this.#phases[phase] += milliseconds;
  }

  /** Adds what another watch has measured. */
  addAll(times: Times): void {
    for (const phase of Object.keys(times) as TimedPhase[]) this.add(phase, times[phase]);
  }

  times(): Times {
    return { ...this.#phases };
  }

  milliseconds(): Milliseconds {
    return { ...this.#phases, total: Object.values(this.#phases).reduce((sum, phase) => sum + phase, 0) };
  }
}
