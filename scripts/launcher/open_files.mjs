// How many files a process may have open at a time. Deno, which cannot see that, ends in a panic where it is too few.

import { readFileSync } from "node:fs";

/** Deno itself has two dozen; further threads need more, and are given up first (apps/cli/src/run/limits.ts). */
export const fewestOpenFiles = 32;

/**
 * The limit for this process and those that it starts; Infinity where there is none, or nobody says. Node has raised the soft limit
 * to the hard one. The text is a test's.
 */
export function openFilesLimit(limits = systemLimits()) {
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return limit === undefined ? Infinity : Number(limit);
}

function systemLimits() {
  try {
    return readFileSync("/proc/self/limits", "utf8"); // Linux; elsewhere the hard limit is no small number
  } catch {
    return "";
  }
}

/** Why nothing can be run, or undefined. */
export function refusalFor(limit) {
  if (limit >= fewestOpenFiles) return undefined;
  const message = `This shell lets a process open ${limit} files at a time, and ${fewestOpenFiles} are needed. Raise the limit: ulimit -n 256`;
  return { code: "system-open-files", message };
}
