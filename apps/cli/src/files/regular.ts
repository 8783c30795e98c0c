// Regular files, alone and with a limit: to open a named pipe waits for whoever writes into it, a device may never end, and a
// file of /proc calls itself empty.
import { createReadStream, type Dirent, type Stats } from "node:fs";
import { lstat, open, stat } from "node:fs/promises";

export type SystemFileKind = "file" | "folder" | "named pipe" | "socket" | "device";

/** What it is, behind all links. */
export function kindOf(found: Pick<Stats, "isFile" | "isDirectory" | "isFIFO" | "isSocket">): SystemFileKind {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "folder";
  if (found.isFIFO()) return "named pipe";
  return found.isSocket() ? "socket" : "device";
}

/** What an entry of a folder is; a link, which is followed only when it is read, counts as a file. @returns undefined where it has gone */
export async function kindOfEntry(entry: Dirent, path: string): Promise<SystemFileKind | undefined> {
  if (entry.isFile() || entry.isSymbolicLink()) return "file";
  if (entry.isDirectory()) return "folder";
  return lstat(path).then(kindOf, () => undefined); // Deno's entries tell no more
}

/** A thing that is no regular file. */
export class SpecialFile extends Error {
  readonly kind: Exclude<SystemFileKind, "file">;
  constructor(kind: Exclude<SystemFileKind, "file">) {
    super(`it is a ${kind}, not a file`);
    this.kind = kind;
  }
}

/** More bytes than the reader takes. */
export class TooManyBytes extends Error {
  constructor(limit: number) {
    super(`it holds more than ${limit.toLocaleString("en")} bytes`);
  }
}

/** @throws SpecialFile, TooManyBytes; the system's error for what is not there or may not be read */
export async function readRegular(path: string, limit: number): Promise<Uint8Array> {
  const found = await stat(path);
  const kind = kindOf(found);
  if (kind !== "file") throw new SpecialFile(kind);
  if (found.size > limit) throw new TooManyBytes(limit);
  return collect(createReadStream(path, { highWaterMark: 1 << 20 }), limit);
}

/** The first bytes of a file, at most `count`. @throws SpecialFile; the system's error for what is not there or may not be read */
export async function readStart(path: string, count: number): Promise<Uint8Array> {
  const kind = kindOf(await stat(path));
  if (kind !== "file") throw new SpecialFile(kind);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A stream to its end, at most `limit` bytes of it. @throws TooManyBytes; what the stream throws */
export async function collect(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > limit) throw new TooManyBytes(limit);
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
}
