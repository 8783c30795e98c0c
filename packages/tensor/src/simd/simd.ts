// WebAssembly SIMD: the memory that its kernels read and write, and what is laid out there.
// From address 0 up: the arguments of the running kernel; packed weights; a workspace that every step lays out anew.
import { DeviceError } from "../errors.ts";
import type { Data } from "../graph.ts";
import type { Parameter } from "../parameter.ts";
import { plain, plainShared, relaxed, relaxedShared } from "./module.wasm.ts";
import { canShare, kernelsOf, MOST, startThreads, type Threads, type WasmKernel } from "./threads.ts";

/** An open WebAssembly instance and its memory, which goes when nobody holds it. Its threads go when it is disposed of. */
export interface Simd {
  /** With the number of threads. */
  readonly name: string;
  readonly threads: number;
  /**
   * Runs an exported function of an .assembly.ts, its units of work shared among the threads.
   * @param step the fields of its class of arguments, in their order: whole numbers
   */
  run(kernel: string, step: readonly number[], units: number): void;
  /**
   * The address of numbers made of a parameter: once, or, under "for one step", at every call, and valid until the next.
   * @param form which numbers, where several are made of one parameter
   * @param write puts them there; it may use a workspace
   */
  keep(parameter: Parameter, form: string, length: number, write: (address: number) => void): number;
  /**
   * A workspace, valid until the next call of `keep` or `workspace`; what earlier ones left may still lie there.
   * @param lengths of its arrays, in numbers of four bytes
   * @returns their addresses
   * @throws DeviceError "out-of-memory"
   */
  workspace(lengths: readonly number[]): number[];
  floats(address: number, length: number): Float32Array;
  doubles(address: number, length: number): Float64Array;
  /** For what a step makes: an array that was recycled, with whatever is in it, or a new one. */
  array(length: number): Float32Array;
  /** Says that nobody reads an array any more. Those that did not come from `array` are left alone. */
  recycle(array: Data): void;
  words(address: number, length: number): Uint32Array;
  /** As asked for: see SimdOptions. */
  readonly weights: "for good" | "for one step";
  dispose(): void;
}

export interface SimdModule {
  readonly name: string;
  readonly code: string; //   base64
  readonly shared: string; // the same for a memory that threads share
}

export interface SimdOptions {
  /** Best first: the first that this machine accepts is taken. */
  readonly modules?: readonly SimdModule[];
  /** One, unless said; more where memory can be shared. */
  readonly threads?: number;
  /** In shared memory, a 1 for each thread of others that is at work: as many of these stay away. Nobody, unless said. */
  readonly othersAtWork?: Int32Array | undefined;
  /**
   * How long packed weights stay: for good, unless said. A network that is run once packs them step by step into the same memory: to
   * touch memory for the first time costs more than packing. The results are the same.
   */
  readonly weights?: Simd["weights"];
}

/** Relaxed SIMD rounds a product and its sum once; Node 20 and Safari have no such thing. */
export const simdModules: readonly SimdModule[] = [
  { name: "WebAssembly, relaxed SIMD", code: relaxed, shared: relaxedShared },
  { name: "WebAssembly, SIMD", code: plain, shared: plainShared },
];

const PAGE = 65_536; // bytes
const MOST_PAGES = 65_536;
const LINE = 64; // bytes: every array begins on a cache line of its own
const STEP = { address: 0, bytes: 256 }; // the arguments of a kernel

/** What `openSimd` would open, in words; undefined where it would open nothing. Starts no thread. */
export function describeSimd(options: SimdOptions = {}): string | undefined {
  const choice = choose(options);
  return choice && `${choice.accepted.name}, ${choice.together === 1 ? "one thread" : `${choice.together} threads`}`;
}

function choose({ modules = simdModules, threads = 1 }: SimdOptions): { accepted: SimdModule; together: number } | undefined {
  const accepted = modules.find(({ code }) => WebAssembly.validate(bytesOf(code)));
  return accepted && { accepted, together: canShare() ? Math.max(1, Math.min(threads, MOST)) : 1 };
}

/** @returns undefined where this machine accepts no module: then the TypeScript references do the work */
export function openSimd(options: SimdOptions = {}): Simd | undefined {
  const choice = choose(options);
  if (!choice) return undefined;
  const { accepted, together } = choice;
  const { weights = "for good" } = options;
  const memory = new WebAssembly.Memory(together > 1 ? { initial: 1, maximum: MOST_PAGES, shared: true } : { initial: 1 });
  const module = new WebAssembly.Module(bytesOf(together > 1 ? accepted.shared : accepted.code));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = kernelsOf(instance);
  const { run, dispose } = together > 1 ? startThreads(module, memory, kernels, together, options.othersAtWork) : onOneThread(kernels);
  const kept = new WeakMap<Parameter, Map<string, number>>();
  let end = STEP.bytes; // of what is kept
  const { array, recycle } = recycler();
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length);

  const layOut = (lengths: readonly number[]): number[] => {
    let at = end;
    const addresses = lengths.map((length) => {
      const address = at;
      at = Math.ceil((at + length * 4) / LINE) * LINE;
      return address;
    });
    grow(memory, at);
    return addresses;
  };

  return {
    name: describeSimd(options) ?? "",
    threads: together,
    run: (kernel, step, units) => {
      new Uint32Array(memory.buffer, STEP.address, step.length).set(step);
      run(kernels.indexOf(instance.exports[kernel] as WasmKernel), STEP.address, units);
    },
    keep: (parameter, form, length, write) => {
      const forms = kept.get(parameter) ?? new Map<string, number>();
      const known = forms.get(form);
      if (known !== undefined) return known;
      if (weights === "for one step") end = STEP.bytes;
      const [address = 0] = layOut([length]);
      end = Math.ceil((address + length * 4) / LINE) * LINE;
      write(address);
      if (weights === "for good") kept.set(parameter, forms.set(form, address));
      return address;
    },
    workspace: layOut,
    floats,
    array,
    recycle,
    weights,
    doubles: (address, length) => new Float64Array(memory.buffer, address, length),
    words: (address, length) => new Uint32Array(memory.buffer, address, length),
    dispose,
  };
}

/** Arrays of a few lengths, over and over: new memory costs more than what a step writes into it. */
function recycler(): Pick<Simd, "array" | "recycle"> {
  const own = new WeakSet<Data>();
  const free = new Map<number, Float32Array[]>(); // by length
  return {
    array: (length) => {
      const found = free.get(length)?.pop() ?? new Float32Array(length);
      own.add(found);
      return found;
    },
    recycle: (array) => {
      if (!own.delete(array)) return;
      const alike = free.get(array.length) ?? [];
      alike.push(array as Float32Array);
      free.set(array.length, alike);
    },
  };
}

const onOneThread = (kernels: readonly WasmKernel[]): Threads => ({
  run: (kernel, step, units) => kernels[kernel]?.(step, 0, units, 0),
  dispose: () => undefined,
});

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new DeviceError("out-of-memory", `cpu: no room for ${(bytes / 2 ** 20).toFixed(0)} MB of WebAssembly memory, of which there can be 4096 MB. Use a smaller network or fewer images at once.`, { cause });
  }
}
