// Where results are read back: staging buffers, of which each run that is under way holds one.
// Runs beyond their number wait, in order.
export class Staging {
  readonly #free: GPUBuffer[];
  readonly #waiting: ((buffer: GPUBuffer) => void)[] = [];

  /** @param buffers owned by whoever made them */
  constructor(buffers: readonly GPUBuffer[]) {
    this.#free = [...buffers];
  }

  /** Starts `work` at once where a buffer is free. */
  async lend<T>(work: (buffer: GPUBuffer) => Promise<T>): Promise<T> {
    const buffer = this.#free.pop() ?? (await new Promise<GPUBuffer>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(buffer);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(buffer);
      else this.#free.push(buffer);
    }
  }
}
