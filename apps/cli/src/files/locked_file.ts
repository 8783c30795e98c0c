// Temporary files that say whether their maker is alive: it holds a lock on them, which the system lets go when the process
// ends, however it ends. A name with a process's number would say less: numbers are used again, and differ from host to host.
import { randomUUID } from "node:crypto";
import { open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { NameSet } from "./name_table.ts";

/** What Node has no name for: files with locks, in Deno. */
interface RuntimeFile {
  write(bytes: Uint8Array): Promise<number>; // how many were written
  sync(): Promise<void>;
  stat(): Promise<{ readonly ino: number | null }>;
  lock(exclusive: boolean): Promise<void>;
  tryLock(exclusive: boolean): Promise<boolean>;
  close(): void;
}
declare const Deno: { open(path: string, options: { read?: boolean; write?: boolean; create?: boolean; createNew?: boolean }): Promise<RuntimeFile> } | undefined;

/** Opens a file that can be locked; undefined in Node. */
export const openLockable = typeof Deno === "undefined" ? undefined : Deno.open;

export interface TemporaryFile {
  readonly path: string;
  /** Writes everything, and waits until it is on the disk. */
  write(bytes: Uint8Array): Promise<void>;
  /** Lets go and removes it, unless it has got another name meanwhile. */
  remove(): Promise<void>;
}

const isTemporary = (name: string): boolean => /^\.camlucida-[0-9a-f-]{36}\.tmp$/.test(name);

/** Node has no locks: a file of its has another name, and nobody's hand on it. */
const isUnlocked = (name: string): boolean => /^\.camlucida-[0-9a-f-]{36}\.part$/.test(name);
const longestWriting = 24 * 3600e3; // ms: an unlocked file that is older has no maker any more

/** A new one in a folder that exists. */
export async function openTemporary(folder: string): Promise<TemporaryFile> {
  if (typeof Deno === "undefined") return openUnlocked(join(folder, `.camlucida-${randomUUID()}.part`));
  const path = join(folder, `.camlucida-${randomUUID()}.tmp`);
  const file = await Deno.open(path, { write: true, createNew: true });
  await file.lock(true).catch(() => undefined); // some network drives have no locks; then nobody takes it for stale
  if (!await isSame(file, path)) { // who looks for stale ones was here between these two lines
    file.close();
    return openTemporary(folder);
  }
  return {
    path,
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    },
    remove: async () => {
      await unlink(path).catch(() => undefined); // gone already if it was renamed
      file.close();
    },
  };
}

/** @param path of a file that is not there yet */
export async function openUnlocked(path: string): Promise<TemporaryFile> {
  const file = await open(path, "wx");
  return {
    path,
    write: async (bytes) => {
      await file.writeFile(bytes);
      await file.sync();
    },
    remove: async () => {
      await unlink(path).catch(() => undefined);
      await file.close();
    },
  };
}

/** Whether the file still has that name. */
export async function isSame(file: Pick<RuntimeFile, "stat">, path: string): Promise<boolean> {
  const [opened, named] = [await file.stat(), await stat(path).catch(() => undefined)];
  return named !== undefined && (opened.ino === null || opened.ino === 0 || opened.ino === named.ino);
}

/** Removes the temporary files in a folder whose makers are dead. Never throws. */
export async function removeStale(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const removals = [...names.filter(isTemporary).map((name) => removeIfStale(join(folder, name))), ...names.filter(isUnlocked).map((name) => removeIfOld(join(folder, name)))];
  await Promise.allSettled(removals);
}

/** Sees to each folder once, and once more when it is told to forget it. */
export interface Sweeper {
  /** Begins to remove what is stale in these folders. */
  sweep(folders: Iterable<string>): void;
  /** There may be something new: a maker has died meanwhile. */
  forget(): void;
  /** Waits until that is done. Never rejects. */
  done(): Promise<void>;
}

export function openSweeper(): Sweeper {
  let swept = new NameSet();
  let last: Promise<void> = Promise.resolve();
  return {
    sweep: (folders) => {
      for (const folder of folders) {
        if (!swept.add(folder)) continue;
        last = last.then(() => removeStale(folder)); // one after the other: nobody waits for this
      }
    },
    forget: () => { swept = new NameSet(); },
    done: () => last,
  };
}

async function removeIfOld(path: string): Promise<void> {
  if (Date.now() - (await stat(path)).mtimeMs > longestWriting) await unlink(path);
}

async function removeIfStale(path: string): Promise<void> {
  if (typeof Deno === "undefined") return; // nobody here can ask whether it is locked
  const file = await Deno.open(path, { read: true, write: true });
  try {
    if (await file.tryLock(true)) await unlink(path); // while it is locked: its maker, who locks next, finds it gone
  } finally {
    file.close();
  }
}
