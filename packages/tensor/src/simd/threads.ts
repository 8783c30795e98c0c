// The product on several threads, in one shared memory: whoever is free takes the next share of it.
// Threads sleep until a job is posted. Those that are still starting are not waited for: they join at the next job.

/** The function of product.assembly.ts, addresses in bytes. */
export type WasmProduct = (
  pixels: number, count: number, runs: number, runCount: number, length: number,
  weights: number, bias: number, output: number, channels: number, pitch: number, floor: number,
) => void;

/** What a thread is started with. */
export interface Start {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory; // shared
  readonly control: Int32Array; // shared, see below
}

/** control[JOB] = number of the job · 64 + threads that take part in it, the poster included: one word, so that no thread can see half a job. */
export const JOB = 0;
export const READY = 1; // threads that wait for jobs, the poster not included
export const PENDING = 2; // threads that may still be at work
const NEXT = 3; // share to be taken
const SHARES = 4; // of the job
const ARGUMENTS = 5; // eleven words: the product's, its floor as 1 (zero) or 0 (none)
export const MOST = 63; // threads
const WORD = MOST + 1;
export const STOP = -1; // as a job

const SHARES_PER_THREAD = 4; // a thread that is held up leaves its later shares to the others
export const TILE = { pixels: 4, channels: 8 }; // of product.assembly.ts

export interface Threads {
  readonly product: WasmProduct;
  dispose(): void;
}

/** Where there can be threads: with shared memory and workers. */
export const canShare = (): boolean => typeof SharedArrayBuffer !== "undefined" && typeof Worker !== "undefined" && globalThis.crossOriginIsolated !== false;

/** @param count how many threads in all; @param alone the product on the calling one */
export function startThreads(module: WebAssembly.Module, memory: WebAssembly.Memory, alone: WasmProduct, count: number): Threads {
  const control = new Int32Array(new SharedArrayBuffer(4 * (ARGUMENTS + 11)));
  const workers = Array.from({ length: count - 1 }, () => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { type: "module" });
    worker.postMessage({ module, memory, control } satisfies Start);
    return worker;
  });
  let job = 0;
  return {
    product: (...parameters) => {
      const together = Atomics.load(control, READY) + 1;
      if (together === 1) return alone(...parameters);
      control.set([0, sharesFor(parameters, together), ...parameters.slice(0, 10), Number(parameters[10] === 0)], NEXT);
      Atomics.store(control, PENDING, together - 1);
      job = (job + 1) % 2 ** 24;
      Atomics.store(control, JOB, job * WORD + together);
      Atomics.notify(control, JOB);
      takeShares(control, alone);
      while (Atomics.load(control, PENDING) > 0); // at most a share's length, and a browser's main thread may not sleep
    },
    dispose: () => {
      Atomics.store(control, JOB, STOP);
      Atomics.notify(control, JOB);
      workers.forEach((worker) => worker.terminate());
    },
  };
}

/** How many threads take part in a job. */
export const takingPart = (job: number): number => job % WORD;

/** Shares of the posted job, as long as there are any. */
export function takeShares(control: Int32Array, product: WasmProduct): void {
  const words = [...control.subarray(ARGUMENTS, ARGUMENTS + 11)];
  const parameters = [...words.slice(0, 10), words[10] === 1 ? 0 : -Infinity] as ProductArguments;
  const shares = control[SHARES] as number;
  for (let share = Atomics.add(control, NEXT, 1); share < shares; share = Atomics.add(control, NEXT, 1)) product(...shareOf(parameters, share, shares));
}

type ProductArguments = Parameters<WasmProduct>;

/** One block of channels each, of all pixels or of a part: whole multiples of the number of blocks. */
function sharesFor([, count, , , , , , , channels]: ProductArguments, threads: number): number {
  const blocks = channels / TILE.channels;
  return blocks * Math.min(Math.ceil((threads * SHARES_PER_THREAD) / blocks), count / TILE.pixels);
}

function shareOf([pixels, count, runs, runCount, length, weights, bias, output, channels, pitch, floor]: ProductArguments, share: number, shares: number): ProductArguments {
  const blocks = channels / TILE.channels;
  const [block, part, parts] = [share % blocks, Math.floor(share / blocks), shares / blocks];
  const [from, to] = [part, part + 1].map((at) => Math.floor((count / TILE.pixels) * at / parts) * TILE.pixels) as [number, number];
  const blockBytes = TILE.channels * 4;
  return [
    pixels + from * 4, to - from, runs, runCount, length, weights + block * runCount * length * blockBytes, bias + block * blockBytes,
    output + from * pitch * 4 + block * blockBytes, TILE.channels, pitch, floor,
  ];
}
