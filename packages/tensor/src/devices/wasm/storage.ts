// The memory that WebAssembly's kernels read and write, and what lies where in it. From address 0 up: the arguments of the running
// kernel; what stays, which is packed weights and the arrays that steps make; a workspace that every step lays out anew.
// Addresses in bytes; lengths in numbers of four bytes, whose shapes only those who ask for them know.
import { DeviceError } from "../../graph/errors.ts";
import type { Data } from "../../graph/graph.ts";
import type { Parameter } from "../../graph/parameter.ts";
import type { HeldWeights } from "../device.ts";

/** One for each part. */
export type Addresses<Parts extends readonly unknown[]> = { readonly [At in keyof Parts]: number };

export interface Storage {
  /** What is kept of parameters. */
  readonly kept: HeldWeights;
  /**
   * The address of numbers made of a parameter: once, or, under "for one step", at every call, and valid until the next.
   * @param form which numbers, where several are made of one parameter
   * @param write puts them there; it may use a workspace
   */
  keep(parameter: Parameter, form: string, length: number, write: (address: number) => void): number;
  /**
   * Says that a program reads parameters. What is kept of one goes with the last that does.
   * @returns says that it does no more: to be called once
   */
  hold(parameters: Iterable<Parameter>): () => void;
  /**
   * For what a step makes: an array that was released, with whatever is in it, or a new one. It lies in this memory where that lasts,
   * else outside of it.
   */
  array(length: number): Float32Array;
  /**
   * Addresses, valid until the next call of `keep`, `array` or `workspace`; what earlier steps left may still lie there.
   * @param parts how many numbers of four bytes, or an array: one that lies elsewhere gets a copy, or room if it is yet to be made
   * @throws DeviceError "out-of-memory"
   */
  workspace<const Parts extends readonly (number | Float32Array)[]>(parts: Parts): Addresses<Parts>;
  /** An array of `array`, made: filled with what lies at the address, unless it lies there itself. */
  made(array: Float32Array, address: number): Float32Array;
  /** Says that nobody reads an array any more. Those that did not come from `array` are left alone. */
  release(array: Data): void;
  /** An array for a caller who knows nothing of this memory: never overwritten. */
  handOut(array: Data): Data;
  floats(address: number, length: number): Float32Array;
  doubles(address: number, length: number): Float64Array;
  words(address: number, length: number): Uint32Array;
  /** How long packed weights stay: see SimdOptions. */
  readonly weights: "for good" | "for one step";
}

/** The arguments of a kernel, and behind them the constants of all kernels: see assemble.mjs. */
export const ARGUMENTS = { address: 0, bytes: 1024 };

const PAGE = 65_536; // bytes
const CACHE_LINE = 64; // bytes: every array begins on one of its own

export function openStorage(memory: WebAssembly.Memory, weights: Storage["weights"]): Storage {
  const addresses = new WeakMap<Parameter, Map<string, Block>>(); // of what is kept, by form
  const readers = new WeakMap<Parameter, number>(); // programs that read it
  const kept = { count: 0, bytes: 0, packed: 0 };
  let end = ARGUMENTS.bytes; // of what stays
  let vacant: Block[] = []; // below it
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length);

  const layOut = (lengths: readonly number[]): { addresses: number[]; end: number } => {
    let at = end;
    const found = lengths.map((length) => {
      const address = at;
      at = Math.ceil((at + length * 4) / CACHE_LINE) * CACHE_LINE;
      return address;
    });
    grow(memory, at);
    return { addresses: found, end: at };
  };
  const reserve = (length: number): number => {
    const fitting = vacant.filter((block) => block.length >= length && block.length <= length * LOOSEST).sort((a, b) => a.length - b.length)[0];
    if (fitting) {
      vacant = vacant.filter((block) => block !== fitting);
      return fitting.address;
    }
    const { addresses: [address = 0], end: behind } = layOut([length]);
    end = behind;
    return address;
  };

  const places = new WeakMap<Data, number>(); // of arrays that lie here
  const unmade = new WeakSet<Data>();
  const pool = arrayPool((length) => {
    if (!lasts(memory, weights)) return new Float32Array(length);
    const address = reserve(length);
    const array = floats(address, length);
    places.set(array, address);
    return array;
  });
  /** Where nothing is held, everything is vacant. */
  const startAnew = (): void => {
    if (kept.count > 0 || pool.taken() > 0) return;
    pool.clear();
    [end, vacant] = [ARGUMENTS.bytes, []];
  };
  const forget = (parameter: Parameter): void => {
    const blocks = [...(addresses.get(parameter)?.values() ?? [])];
    addresses.delete(parameter);
    vacant.push(...blocks);
    kept.count -= blocks.length;
    kept.bytes -= blocks.reduce((sum, { length }) => sum + length * 4, 0);
  };

  return {
    kept,
    weights,
    keep: (parameter, form, length, write) => {
      const forms = addresses.get(parameter) ?? new Map<string, Block>();
      const known = forms.get(form);
      if (known) return known.address;
      if (weights === "for one step") end = ARGUMENTS.bytes;
      const address = reserve(length);
      write(address);
      kept.packed++;
      if (weights === "for one step") return address;
      addresses.set(parameter, forms.set(form, { address, length }));
      kept.count++;
      kept.bytes += length * 4;
      return address;
    },
    hold: (parameters) => {
      const held = new Set(parameters);
      for (const parameter of held) readers.set(parameter, (readers.get(parameter) ?? 0) + 1);
      return () => {
        for (const parameter of held) {
          const left = (readers.get(parameter) ?? 1) - 1;
          readers.set(parameter, left);
          if (left === 0) forget(parameter);
        }
        startAnew();
      };
    },
    array: (length) => {
      const array = pool.take(length);
      unmade.add(array);
      return array;
    },
    workspace: <const Parts extends readonly (number | Float32Array)[]>(parts: Parts) => {
      const { addresses: free } = layOut(parts.map((part) => (typeof part === "number" ? part : places.has(part) ? 0 : part.length)));
      return parts.map((part, at) => {
        const address = free[at] as number;
        if (typeof part === "number") return address;
        if (!places.has(part) && !unmade.has(part)) floats(address, part.length).set(part);
        return places.get(part) ?? address;
      }) as Addresses<Parts>;
    },
    made: (array, address) => {
      if (places.get(array) !== address) array.set(floats(address, array.length));
      unmade.delete(array);
      return array;
    },
    release: pool.release,
    handOut: (array) => {
      if (places.has(array)) return array.slice();
      pool.disown(array);
      return array;
    },
    floats,
    doubles: (address, length) => new Float64Array(memory.buffer, address, length),
    words: (address, length) => new Uint32Array(memory.buffer, address, length),
  };
}

/** Numbers of four bytes that lie together. */
interface Block {
  readonly address: number;
  readonly length: number;
}

/** How much larger than asked for a vacant block may be: what is left of it is of use to nobody. */
const LOOSEST = 1.25;

/** Whether an array can lie in this memory: views survive its growing where it is shared or resizable, and for one step nothing stays. */
const lasts = ({ buffer }: WebAssembly.Memory, weights: Storage["weights"]): boolean =>
  weights === "for good" && (typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer || buffer.resizable === true);

interface ArrayPool {
  take(length: number): Float32Array;
  release(array: Data): void;
  /** As if the array had come from elsewhere. */
  disown(array: Data): void;
  /** How many are taken. */
  taken(): number;
  /** Forgets those that are free. */
  clear(): void;
}

/** Arrays of a few lengths, over and over: new memory costs more than what a step writes into it. */
function arrayPool(make: (length: number) => Float32Array): ArrayPool {
  const own = new WeakSet<Data>();
  const free = new Map<number, Float32Array[]>(); // by length
  let taken = 0;
  const disown = (array: Data): boolean => {
    const found = own.delete(array);
    if (found) taken--;
    return found;
  };
  return {
    take: (length) => {
      const found = free.get(length)?.pop() ?? make(length);
      own.add(found);
      taken++;
      return found;
    },
    release: (array) => {
      if (!disown(array)) return;
      const alike = free.get(array.length) ?? [];
      alike.push(array as Float32Array);
      free.set(array.length, alike);
    },
    disown,
    taken: () => taken,
    clear: () => free.clear(),
  };
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new DeviceError("out-of-memory", `cpu: no room for ${(bytes / 2 ** 20).toFixed(0)} MB of WebAssembly memory, of which there can be 4096 MB. Use a smaller network or fewer images at once.`, { cause });
  }
}
