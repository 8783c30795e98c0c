// How much memory a process takes, from the kernel where it tells (Linux), else from the runtime.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

/** Resident now, and the most since `forgetPeak`. Bytes. */
export interface ResidentMemory {
  readonly now: number;
  readonly peak: number;
}

/** @param pid of another process; undefined where it is gone, or nobody tells */
export function memoryOf(pid: number | "self"): ResidentMemory | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return { now: kilobytes(text, "VmRSS") * 1024, peak: kilobytes(text, "VmHWM") * 1024 };
  } catch {
    return pid === "self" ? { now: process.memoryUsage().rss, peak: process.resourceUsage().maxRSS * 1024 } : undefined;
  }
}

const kilobytes = (text: string, field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);

/** From now on the peak is this process's from now on, where the kernel can forget it. */
export function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Elsewhere the peak is the highest of all files so far.
  }
}
