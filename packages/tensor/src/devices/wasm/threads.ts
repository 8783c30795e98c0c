// A kernel on several threads, in one shared memory: whoever is free takes the next share of its units.
// A thread that is still starting, or held up, is not waited for: it takes part when it comes, in that job or in a later one.

/**
 * An exported function of an .assembly.ts.
 * @param step the address of its arguments
 * @param from the first of its units of work; @param to behind the last
 * @param thread which of them calls, from 0: two never share a number
 */
export type WasmKernel = (step: number, from: number, to: number, thread: number) => void;

/** What a thread is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory; // shared
  readonly control: Int32Array; //         shared, see below
  readonly thread: number;
  readonly threads: number; //             in all
  readonly othersAtWork: Int32Array | undefined; // shared, see SimdOptions
}

/** control[JOB] = twice the number of jobs so far, less one while the last one is open. */
export const JOB = 0;
export const PENDING = 1; // threads that may be at work, the poster not included
const NEXT = 2; //   share to be taken
const SHARES = 3; // of the job
//    UNITS = 4         of the job, in all its shares
//    KERNEL = 5        which of `kernelsOf`
const ARGUMENTS = 6; // where its arguments lie
export const STOP = -1; // as a job

export const MOST = 63; // threads
const SHARES_PER_THREAD = 4; // a thread that is held up leaves its later shares to the others

export interface Threads {
  /** Runs `units` of the kernel of that number; returns when all are done. */
  run(kernel: number, step: number, units: number): void;
  dispose(): void;
}

/** A worker, as far as threads need one. */
export interface ThreadWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}

/** Starts a worker from thread.ts. */
export type StartWorker = () => ThreadWorker;

/** Where there can be threads: with shared memory and workers. */
export const canShare = (startWorker?: StartWorker): boolean =>
  typeof SharedArrayBuffer !== "undefined" && (startWorker !== undefined || typeof Worker !== "undefined") && globalThis.crossOriginIsolated !== false;

/** The functions of an instance, in the module's order. */
export const kernelsOf = ({ exports }: WebAssembly.Instance): WasmKernel[] => Object.values(exports).filter((each) => typeof each === "function") as WasmKernel[];

/** One that cannot start is not waited for: then there is a thread less. */
function startWebWorker(): Worker {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { type: "module" });
  worker.addEventListener("error", (event) => event.preventDefault()); // or it would end this thread too
  return worker;
}

/** @param kernels of the calling thread's instance; @param count how many threads in all; @param options see SimdOptions */
export function startThreads(
  module: WebAssembly.Module, memory: WebAssembly.Memory, kernels: readonly WasmKernel[], count: number,
  { othersAtWork, startWorker = startWebWorker }: { readonly othersAtWork?: Int32Array | undefined; readonly startWorker?: StartWorker },
): Threads {
  const control = new Int32Array(new SharedArrayBuffer(4 * (ARGUMENTS + 1)));
  const workers = Array.from({ length: count - 1 }, (_, at) => {
    const worker = startWorker();
    worker.postMessage({ module, memory, control, thread: at + 1, threads: count, othersAtWork } satisfies ThreadStart);
    return worker;
  });
  return {
    run: (kernel, step, units) => {
      control.set([0, Math.min(units, count * SHARES_PER_THREAD), units, kernel, step], NEXT);
      Atomics.add(control, JOB, 1);
      Atomics.notify(control, JOB);
      takeShares(control, kernels, 0);
      Atomics.add(control, JOB, 1); // whoever comes now finds it closed
      while (Atomics.load(control, PENDING) > 0); // at most a share's length, and a browser's main thread may not sleep
    },
    dispose: () => {
      Atomics.store(control, JOB, STOP);
      Atomics.notify(control, JOB);
      workers.forEach((worker) => worker.terminate());
    },
  };
}

/** Whether a thread may still join the job. */
export const isOpen = (job: number): boolean => job % 2 !== 0;

/** Shares of the posted job, as long as there are any, and as long as this thread may go on. */
export function takeShares(control: Int32Array, kernels: readonly WasmKernel[], thread: number, mayGoOn = (): boolean => true): void {
  const [shares = 0, units = 0, kernel = 0, step = 0] = control.subarray(SHARES);
  const begin = (share: number): number => Math.floor((units * share) / shares);
  while (mayGoOn()) {
    const share = Atomics.add(control, NEXT, 1);
    if (share >= shares) break;
    (kernels[kernel] as WasmKernel)(step, begin(share), begin(share + 1), thread);
  }
}

/** Whether a processor is left for a thread: the last ones stay away first. */
export function hasProcessor({ thread, threads, othersAtWork }: Pick<ThreadStart, "thread" | "threads" | "othersAtWork">): boolean {
  if (!othersAtWork) return true;
  let others = 0;
  for (let at = 0; at < othersAtWork.length; at++) others += Atomics.load(othersAtWork, at);
  return thread < threads - others;
}
