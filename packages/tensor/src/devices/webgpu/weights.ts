// The weights on a GPU: each parameter in one buffer, whatever the number of programs that read it. Counted, and destroyed when
// the last program that reads it goes.
import type { Value } from "../../graph/graph.ts";
import { pack, parameterLayout } from "../../graph/layout.ts";
import { guarded, Memory } from "./memory.ts";
import { countNotFinite, numbersOf, type Parameter } from "../../graph/parameter.ts";

/** What a program holds of them, until it releases it. */
export interface Lease {
  readonly buffers: ReadonlyMap<Value, GPUBuffer>;
  /** Names of those that hold NaN or infinities. */
  readonly notFinite: readonly string[];
  release(): void;
}

/** A parameter's buffer. */
interface Held {
  readonly memory: Memory;
  readonly buffer: GPUBuffer;
  readonly isFinite: boolean;
  users: number;
}

export class GpuWeights {
  readonly #device: GPUDevice;
  readonly #held = new Map<Parameter, Held>();
  #last: Promise<unknown> = Promise.resolve();
  /** How many were ever uploaded. */
  uploads = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get count(): number {
    return this.#held.size;
  }

  get bytes(): number {
    return [...this.#held.values()].reduce((sum, { memory }) => sum + memory.bytes, 0);
  }

  /**
   * Those that are not there yet are packed and uploaded. One lease after the other: what is refused to one must not be found by the next.
   * @throws DeviceError "out-of-memory": then nothing is held for it
   */
  lease(parameters: readonly (readonly [Value, Parameter])[]): Promise<Lease> {
    const lease = this.#last.then(() => this.#lease(parameters));
    this.#last = lease.catch(() => undefined);
    return lease;
  }

  async #lease(parameters: readonly (readonly [Value, Parameter])[]): Promise<Lease> {
    const [used, notFinite]: [Parameter[], string[]] = [[], []];
    const release = (): void => used.splice(0).forEach((parameter) => this.#leave(parameter));
    try {
      const buffers = await guarded(this.#device, () => this.bytes, () => new Map(parameters.map(([value, parameter]) => {
        const { buffer, isFinite } = this.#use(value, parameter);
        used.push(parameter);
        if (!isFinite) notFinite.push(value.name);
        return [value, buffer];
      })));
      return { buffers, notFinite, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #use(value: Value, parameter: Parameter): Held {
    const known = this.#held.get(parameter);
    if (known) {
      known.users++;
      return known;
    }
    const memory = new Memory(this.#device);
    const numbers = numbersOf(parameter);
    const buffer = memory.upload(pack(numbers, value.shape, parameterLayout(value.shape)), GPUBufferUsage.STORAGE, value.name);
    const held = { memory, buffer, isFinite: countNotFinite(numbers) === 0, users: 1 };
    this.#held.set(parameter, held);
    this.uploads++;
    return held;
  }

  #leave(parameter: Parameter): void {
    const held = this.#held.get(parameter);
    if (!held || --held.users > 0) return;
    held.memory.dispose();
    this.#held.delete(parameter);
  }
}
