// One process at a time: a file beside another that says whether somebody is at work on it. In Deno the lock is the system's, which lets it
// go when the process ends, however it ends; Node has none, and the file holds the number of the process.
import { open, readFile, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";
import { systemCode } from "../errors/errors.ts";
import { isSame, openLockable } from "./locked_file.ts";

export interface FileLock {
  /** Lets go, and removes the file. */
  release(): Promise<void>;
}

/** Takes the lock of a file that may not be there yet; its folder is. @returns undefined where another process has it */
export async function lockFile(path: string): Promise<FileLock | undefined> {
  return openLockable === undefined ? lockByNumber(path) : lockBySystem(path, openLockable);
}

async function lockBySystem(path: string, openFile: NonNullable<typeof openLockable>): Promise<FileLock | undefined> {
  const file = await openFile(path, { read: true, write: true, create: true });
  const isOurs = await file.tryLock(true).catch(() => true); // some network drives have no locks
  if (!isOurs) {
    file.close();
    return undefined;
  }
  if (!await isSame(file, path)) { // whoever had it has removed it between these two lines
    file.close();
    return lockBySystem(path, openFile);
  }
  return {
    release: async () => {
      await unlink(path).catch(() => undefined);
      file.close();
    },
  };
}

export async function lockByNumber(path: string): Promise<FileLock | undefined> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(`${hostname()} ${process.pid}`);
    await file.close();
    return { release: () => unlink(path).catch(() => undefined) };
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    const [host, pid] = (await readFile(path, "utf8").catch(() => "")).split(" ");
    if (host !== hostname() || isAlive(Number(pid))) return undefined;
    await unlink(path).catch(() => undefined);
    return lockByNumber(path);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}
