// What a machine has room for: threads, each of which opens files of its own; pictures under way, enough to keep everybody busy; the memory
// that large ones take.
import type { Image } from "@camlucida/cam";
import process from "node:process";

/** This process with its model, and the picture at hand. */
const withoutThreads = 32;

/** A thread's channels, six of them, and what it reads and writes. */
const perThread = 9;

/**
 * How many threads there may be beside this one; Infinity where nothing limits them.
 * @param limit of open files, which scripts/launcher/open_files.mjs tells
 */
export function roomForThreads(limit = Number(process.env["CAMLUCIDA_OPEN_FILES"] ?? Infinity)): number {
  return Number.isNaN(limit) ? Infinity : Math.max(0, Math.floor((limit - withoutThreads) / perThread));
}

/** Of these those that read and write pictures, and those of the network on the CPU. */
export const roomForPictures = (room = roomForThreads()): number => Math.ceil(room / 2);
export const roomForNetwork = (room = roomForThreads()): number => Math.floor(room / 2);

/** What is said where there are fewer threads than processors; undefined where all have room. @param wanted threads beside this one */
export function fewThreadsText(wanted: number, room = roomForThreads()): string | undefined {
  if (room >= wanted) return undefined;
  return `${room === 0 ? "One thread does everything" : `${room} of ${wanted} threads are used`}, since few files may be open at a time. ulimit -n 256 allows more.`;
}

/** Bytes of decoded pixels that a thread may have before it and behind it: a photograph of 32 megapixels. */
const roomOfThread = 128e6;

/** Threads that a small machine is taken to have, so that photographs of a camera do not wait for one another there. */
const fewestThreads = 4;

interface Situation {
  /** Threads that read and write. */
  readonly threads: number;
  /** Pictures that one pass of the network takes. */
  readonly batchSize: number;
}

/**
 * How many pictures may be under way at once: a pass that is computed and one that waits for it, pictures that are read for the next and pictures of the last that are
 * written, and what goes on between threads.
 */
export const concurrencyLimit = ({ threads, batchSize }: Situation): number => 4 * batchSize + 2 * threads;

/** Bytes of decoded pixels that all pictures under way may hold together, by their headers; a larger picture goes alone. */
export const roomFor = ({ threads }: Pick<Situation, "threads">): number => roomOfThread * Math.max(threads, fewestThreads);

interface Size {
  readonly width: number; // pixels
  readonly height: number; // pixels
}

export const isLarge = ({ width, height }: Size): boolean => 4 * width * height > roomOfThread;

/** Gives back a picture's memory: it has no pixels after this. */
export function release({ data: { buffer } }: Image): void {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] }); // Node 20 has no ArrayBuffer.transfer
}

/**
 * Collects what is left of a picture that is large, at once. The garbage collector comes when a thread asks for more memory: one that has
 * nothing to do keeps what it had, and a step of a large picture would begin while what the last one needed is still held. In the runtime
 * that the command starts; elsewhere it comes later.
 */
export function collectAfter(size: Size): void {
  if (isLarge(size)) globalThis.gc?.();
}

const collectEvery = 1000; // pictures

/** Likewise of many small ones, of which the garbage collector lets some hundred megabytes lie. @param done pictures so far, by this thread */
export function collectNowAndThen(done: number): void {
  if (done % collectEvery === 0) globalThis.gc?.();
}
