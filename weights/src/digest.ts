// Hashes of files, read in pieces so that memory does not grow with the file.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/** The hash of the file at `path`, as hexadecimal digits or base64. */
export async function digestOfFile(path: string, algorithm: "sha256" | "sha512", encoding: "hex" | "base64"): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Uint8Array);
  return hash.digest(encoding);
}

export interface HashedFile {
  readonly bytes: Uint8Array;
  readonly sha256: string; // 64 hexadecimal digits
}

const piece = 4 << 20; // bytes

/** Reads a file whole; what has arrived is hashed while the next piece is read. */
export async function readHashed(path: string): Promise<HashedFile> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    const hash = createHash("sha256");
    const readAt = (at: number): Promise<number> =>
      at < bytes.length ? file.read(bytes, at, Math.min(piece, bytes.length - at), at).then(({ bytesRead }) => bytesRead) : Promise.resolve(0);
    let at = 0;
    for (let arrived = await readAt(at); arrived > 0;) {
      const next = readAt(at + arrived);
      hash.update(bytes.subarray(at, at + arrived));
      [at, arrived] = [at + arrived, await next];
    }
    return { bytes: bytes.subarray(0, at), sha256: hash.digest("hex") }; // the file may have been cut meanwhile
  } finally {
    await file.close();
  }
}
