// The file of a journal while a run writes to it: opened for one process alone, a line at its end at a time.
//
// A line that was written has reached the system: it outlasts the end of the process, however that ends. A power failure may take the lines
// of the last second, and then only these. A line that was cut in half, by either or by a full disk, is cut off.
import { Buffer } from "node:buffer";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { JournalError, outputError, systemCode } from "../errors/errors.ts";
import { type FileLock, lockFile } from "../files/file_lock.ts";
import { type LineHead, headOf } from "./lines.ts";
import { readLines } from "./read_lines.ts";

export interface JournalFile {
  readonly file: FileHandle;
  /** Each line that is there, from the first: what it is about, and where it begins. */
  read(take: (head: LineHead, offset: number) => void): Promise<void>;
  /** @returns where it begins. @throws OutputError, and then nothing of it is there */
  append(line: string): Promise<number>;
  /** Waits until everything is on the disk, and lets others have the file. */
  close(): Promise<void>;
}

const syncEvery = 1000; // ms

/** Makes the file where there is none. @throws JournalError "journal-in-use", "journal-malformed"; OutputError */
export async function openJournalFile(path: string, now: () => number = () => performance.now()): Promise<JournalFile> {
  const lock = await lockOf(path);
  try {
    const file = await openFile(path);
    try {
      await requireJournal(file, path);
      return journalFile(file, path, lock, now);
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error instanceof JournalError ? error : outputError(path, error);
  }
}

async function lockOf(path: string): Promise<FileLock> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const lock = await lockFile(`${path}.lock`);
    if (lock) return lock;
  } catch (error) {
    throw outputError(path, error);
  }
  throw new JournalError("journal-in-use",
    `${path} is being written by another run. Wait for its end, or give each run a file of its own: --resume part1.jsonl. If there is no other run, remove ${path}.lock.`);
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    return open(path, "wx+");
  }
}

const beginning = '{"run":';

/** No other file is cut or continued. Of a first line that was cut in half the beginning is there. */
async function requireJournal(file: FileHandle, path: string): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(beginning.length), 0, beginning.length, 0);
  if (beginning.startsWith(buffer.toString("latin1", 0, bytesRead))) return;
  throw new JournalError("journal-malformed",
    `${path} is no file that --resume has written: its first line does not begin with ${beginning}. It was left as it is. Give another name, or move it away.`);
}

function journalFile(file: FileHandle, path: string, lock: FileLock, now: () => number): JournalFile {
  let end = 0; // of the last whole line
  let synced = now();
  let last: Promise<unknown> = Promise.resolve(); // one line after the other
  const write = async (bytes: Uint8Array): Promise<number> => {
    const begin = end;
    try {
      for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at, begin + at)).bytesWritten;
      if (now() - synced > syncEvery) await file.datasync();
    } catch (error) {
      await file.truncate(begin).catch(() => undefined); // what cannot be cut off here, the next run cuts off
      throw outputError(path, error);
    }
    if (now() - synced > syncEvery) synced = now();
    end = begin + bytes.length;
    return begin;
  };
  const close = async (): Promise<void> => {
    await file.sync().catch(() => undefined); // some drives cannot; what was written is with the system
    await file.close();
    await lock.release();
  };
  let closed: Promise<void> | undefined;
  return {
    file,
    read: async (take) => {
      end = await readLines(file, (line, offset) => take(headOf(line), offset));
      if ((await file.stat()).size > end) await file.truncate(end);
    },
    append: (line) => {
      const written = last.then(() => write(new TextEncoder().encode(line)));
      last = written.catch(() => undefined);
      return written;
    },
    close: () => (closed ??= last.then(close)),
  };
}
