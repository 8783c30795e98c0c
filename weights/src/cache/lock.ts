// One process at a time works on a file of the cache; the others wait for its result instead of fetching it again. What
// a process has begun and cannot end it removes or stops as it goes.
import { rmSync } from "node:fs";
import { open, rename, rm, stat, utimes } from "node:fs/promises";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { codeOf, storageError } from "../errors/errors.ts";

const heartbeat = 1_000; // ms between signs of life of whoever holds a lock
const staleAfter = 10_000; // ms without one: the holder was killed
const poll = 200; // ms between looks of whoever waits

/**
 * Runs `work` while holding the lock file `path`. The holder renews the file's time, so a lock whose holder died is
 * taken over after ten seconds. It spares work; what protects the data is that files are verified and then renamed.
 *
 * @param onWait called once if another process holds the lock
 */
export async function withLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  for (let waiting = false; !(await take(path)); waiting = true) {
    if (await isStale(path)) await remove(path);
    else {
      if (!waiting) onWait();
      await pause(poll);
    }
  }
  const beat = setInterval(() => void renew(path), heartbeat);
  const forget = atExit(() => rmSync(path, { force: true }));
  try {
    return await work();
  } finally {
    clearInterval(beat);
    forget();
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw storageError(error, path);
  }
}

async function isStale(path: string): Promise<boolean> {
  return stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs > staleAfter, () => false);
}

/** Two waiting processes may both find a lock stale: a rename succeeds for one of them only. */
async function remove(path: string): Promise<void> {
  const aside = `${path}.${crypto.randomUUID()}`;
  await rename(path, aside).then(() => rm(aside, { force: true }), () => undefined);
}

async function renew(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined); // a lock that someone removed is not missed
}

/** Calls `work` where this process ends before the returned function is called. It cannot wait for anything. */
export function atExit(work: () => void): () => void {
  const once = (): void => {
    try {
      work();
    } catch {
      // an ending process has nobody to tell
    }
  };
  process.prependOnceListener("exit", once); // what began last ends first
  return () => void process.off("exit", once);
}
