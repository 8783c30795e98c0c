// A run of the command line in a process group of its own, which is killed as a whole: the launcher and what it started, with no time for a
// last word.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { launcher } from "../workplace.ts";

export interface GroupRun {
  /** After the whole group has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  kill(): void;
}

export function startGroup(folder: string, words: readonly string[]): GroupRun {
  const env = { ...process.env, CAMLUCIDA_CACHE: `${folder}/cache` };
  const child = spawn("node", [launcher, ...words], { cwd: folder, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
  return {
    ended: new Promise((done) => { child.on("close", (code) => done({ code, stderr })); }), // when nobody holds its standard error any more
    kill: () => {
      try {
        process.kill(-(child.pid as number), "SIGKILL");
      } catch {
        // it had ended
      }
    },
  };
}

/**
 * Kills a run when a file has so many lines, and a moment later.
 * @returns whether it was killed, and had not come to its end before
 */
export async function killAt(run: GroupRun, path: string, lines: number, moment: number): Promise<boolean> {
  let isOver = false;
  void run.ended.then(() => { isOver = true; });
  while (!isOver && await linesIn(path) < lines) await wait(5);
  await Promise.race([run.ended, wait(moment)]);
  const wasOver = isOver;
  run.kill();
  await run.ended;
  return !wasOver;
}

async function linesIn(path: string): Promise<number> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes?.reduce((count, byte) => count + Number(byte === 0x0a), 0) ?? 0;
}
