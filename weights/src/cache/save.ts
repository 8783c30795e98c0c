// Writes a file whole or not at all.
import { rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { atExit } from "./at_exit.ts";
import { storageError } from "../errors/errors.ts";

/**
 * Writes `bytes` beside `path`, on the disk for good, and renames. The caller holds the lock on `path`.
 *
 * @throws ModelError "disk-full" or "cache-unwritable"; what stood at `path` before is then untouched
 */
export async function saveWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const forget = atExit(() => rmSync(unfinished, { force: true }));
  try {
    const file = await open(unfinished, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw storageError(error, path);
  } finally {
    forget();
  }
}
