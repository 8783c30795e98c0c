// WebAssembly SIMD: kernels on one or several threads, and the memory that they read and write (storage.ts).
import { kernelFields, plain, relaxed } from "./module.wasm.ts";
import { bytesOfText } from "./module_text.ts";
import { openStorage, ARGUMENTS, type Storage } from "./storage.ts";
import { canShare, kernelsOf, MOST, startThreads, type StartWorker, type Threads, type WasmKernel } from "./threads.ts";

export type KernelName = keyof typeof kernelFields;

export type KernelArguments<Kernel extends KernelName> = Readonly<Record<(typeof kernelFields)[Kernel][number], number>>;

/** An open WebAssembly instance and its memory, which goes when nobody holds it. Its threads go when it is disposed of. */
export interface Simd extends Storage {
  /** With the number of threads. */
  readonly name: string;
  readonly threads: number;
  /**
   * Runs an exported function of an .assembly.ts, its units of work shared among the threads.
   * @param record the fields of its class of arguments: whole numbers
   */
  run<Kernel extends KernelName>(kernel: Kernel, record: KernelArguments<Kernel>, units: number): void;
  dispose(): void;
}

/** The kernels in WebAssembly, compiled for what a processor may have. */
export interface SimdModule {
  readonly name: string;
  readonly code: string | Uint8Array<ArrayBuffer>; // base64, or its bytes
}

/** How much of the processor is used. */
export interface SimdOptions {
  /** Best first: the first that this machine accepts is taken. */
  readonly modules?: readonly SimdModule[];
  /** One, unless said; more where memory can be shared. */
  readonly threads?: number;
  /** In shared memory, a 1 for each thread of others that is at work: as many of these stay away. Nobody, unless said. */
  readonly othersAtWork?: Int32Array | undefined;
  /** How a thread is started from the module `@camlucida/tensor/thread`, where the runtime has no Worker: in Node. */
  readonly startWorker?: StartWorker;
  /**
   * How long packed weights stay: for good, unless said. A network that is run once packs them step by step into the same memory: to
   * touch memory for the first time costs more than packing. The results are the same.
   */
  readonly weights?: Storage["weights"];
}

/** Relaxed SIMD rounds a product and its sum once; Node 20 and Safari have no such thing. */
export const simdModules: readonly SimdModule[] = [
  { name: "WebAssembly, relaxed SIMD", get code() { return bytesOfText(relaxed); } },
  { name: "WebAssembly, SIMD", get code() { return bytesOfText(plain); } },
];

const MOST_PAGES = 65_536; // of 64 KiB each

/**
 * What `openSimd` would open, in words; undefined where it would open nothing. Starts no thread.
 * @example
 * ```ts
 * import { describeSimd } from "@camlucida/tensor";
 *
 * describeSimd({ threads: 1 })?.endsWith("SIMD, one thread"); // → true
 * describeSimd({ modules: [] }); // → undefined
 * ```
 */
export function describeSimd(options: SimdOptions = {}): string | undefined {
  const choice = choose(options);
  return choice && described(choice);
}

const described = ({ name, count }: { readonly name: string; readonly count: number }): string => `${name}, ${count === 1 ? "one thread" : `${count} threads`}`;

function choose({ modules = simdModules, threads = 1, startWorker }: SimdOptions): { name: string; bytes: Uint8Array<ArrayBuffer>; count: number } | undefined {
  for (const { name, code } of modules) {
    const bytes = bytesOf(code);
    if (WebAssembly.validate(bytes)) return { name, bytes, count: canShare(startWorker) ? Math.max(1, Math.min(threads, MOST)) : 1 };
  }
  return undefined;
}

/** @returns undefined where this machine accepts no module: then the TypeScript references do the work */
export function openSimd(options: SimdOptions = {}): Simd | undefined {
  const choice = choose(options);
  if (!choice) return undefined;
  const { bytes, count } = choice;
  const memory = memoryFor(count, options);
  const module = new WebAssembly.Module(count > 1 ? withSharedMemory(bytes) : bytes);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = kernelsOf(instance);
  const { run, dispose } = count > 1 ? startThreads(module, memory, kernels, count, options) : onOneThread(kernels);
  return {
    ...openStorage(memory, options.weights ?? "for good"),
    name: described(choice),
    threads: count,
    run: (kernel, record, units) => {
      const at = kernels.indexOf(instance.exports[kernel] as WasmKernel);
      if (at === -1) throw new Error(`wasm: there is no kernel "${kernel}"; there are ${Object.keys(kernelFields).join(", ")}.`);
      const fields: readonly (keyof typeof record)[] = kernelFields[kernel];
      new Uint32Array(memory.buffer, ARGUMENTS.address, fields.length).set(fields.map((field) => record[field]));
      run(at, ARGUMENTS.address, units);
    },
    dispose,
  };
}

/** Shared by threads; of one thread, where arrays of steps stay, such that they outlast its growing, if the runtime has such memory. */
function memoryFor(threads: number, { weights = "for good" }: SimdOptions): WebAssembly.Memory {
  if (threads > 1) return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  if (weights !== "for good" || !("toResizableBuffer" in WebAssembly.Memory.prototype)) return new WebAssembly.Memory({ initial: 1 });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES }) as WebAssembly.Memory & { toResizableBuffer(): ArrayBuffer };
  memory.toResizableBuffer(); // the memory's buffer from now on
  return memory;
}

const onOneThread = (kernels: readonly WasmKernel[]): Threads => ({
  run: (kernel, step, units) => (kernels[kernel] as WasmKernel)(step, 0, units, 0),
  dispose: () => undefined,
});

const bytesOf = (code: SimdModule["code"]): Uint8Array<ArrayBuffer> =>
  typeof code === "string" ? Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0)) : code;

/** Of the import "env" "memory": kind 2, a memory; limits 0, at least so many pages. */
const ownMemory = [0x06, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 0x02, 0x00];

/**
 * A module for a memory that threads share: the same code, but that the memory which it imports has other limits: 3, shared, at least
 * as many pages and at most 65,536. The section of imports, which begins with its length, becomes three bytes longer.
 * Source  WebAssembly core specification, section 5.5.5, import section, and the threads proposal's limits.
 */
function withSharedMemory(code: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = code.findIndex((_, from) => ownMemory.every((byte, i) => code[from + i] === byte));
  const section = at - ENV.length - 3; // its id, its length, and the count of imports stand before "env"
  const limits = at + ownMemory.length - 1;
  const shared = new Uint8Array(code.length + 3);
  shared.set(code.subarray(0, limits));
  shared[section + 1] = (code[section + 1] as number) + 3;
  shared.set([0x03, code[limits + 1] as number, 0x80, 0x80, 0x04], limits);
  shared.set(code.subarray(limits + 2), limits + 5);
  return shared;
}

const ENV = [0x03, 0x65, 0x6e, 0x76]; // "env", with its length before it
