// Threads where a process may open few files at a time: each needs some of its own.
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
