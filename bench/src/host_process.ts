// A contender in a Deno process: a line of JSON in, a line of JSON out.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { host } from "./host.ts";
import { fromLine, toLine } from "./process_guest.ts";
import type { Ask } from "./contender.ts";

/** The kernel's own record of the largest resident set, where there is one. */
function peak(): number | undefined {
  try {
    const kilobytes = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined; // no such file: not Linux
  }
}

/** From here on the record is of what comes: what making the weights took is nobody's. See proc(5), clear_refs. */
function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // then it includes that
  }
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const answer = host({ peak, forgetPeak, cpuTime });
for await (const line of createInterface({ input: process.stdin })) process.stdout.write(toLine(await answer(fromLine(line) as Ask)));
process.exit(0); // some leave workers behind
