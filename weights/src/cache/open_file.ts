// Files read in pieces, so that memory does not grow with them: weights, from a file that stays open, and hashes.
import { CheckpointError, type ByteSource } from "@camlucida/tensor";
import { createHash } from "node:crypto";
import { closeSync, createReadStream, fstatSync, openSync, readSync } from "node:fs";

/** Whoever opened it closes it; it is hashed only if somebody asks. */
export interface OpenFile extends ByteSource {
  /** SHA-256, 64 hexadecimal digits. What `read` gave last stays valid. */
  digest(): string;
  close(): void;
}

const PIECE = 1 << 20; // bytes at a time

/** @throws the system's errors */
export function openFile(path: string): OpenFile {
  const descriptor = openSync(path, "r");
  const length = fstatSync(descriptor).size;
  let buffer = new Uint8Array(PIECE);
  let known: string | undefined;

  function fill(target: Uint8Array, begin: number): Uint8Array {
    for (let at = 0; at < target.length;) {
      const arrived = readSync(descriptor, target, at, target.length - at, begin + at);
      if (arrived === 0) throw new CheckpointError("checkpoint-truncated", `${path} had ${length} bytes and now ends at byte ${begin + at}. Was it replaced meanwhile?`);
      at += arrived;
    }
    return target;
  }

  function digestOf(): string {
    const hash = createHash("sha256");
    const pieces = new Uint8Array(PIECE);
    for (let at = 0; at < length; at += PIECE) hash.update(fill(pieces.subarray(0, Math.min(PIECE, length - at)), at));
    return hash.digest("hex");
  }

  return {
    length,
    read: (begin, end) => {
      if (buffer.length < end - begin) buffer = new Uint8Array(end - begin);
      return fill(buffer.subarray(0, end - begin), begin);
    },
    digest: () => (known ??= digestOf()),
    close: () => closeSync(descriptor),
  };
}

/**
 * The hash of the file at `path`, as hexadecimal digits or base64.
 * @example
 * ```ts
 * import { digestOfFile } from "@camlucida/weights";
 *
 * const digest = await digestOfFile(modelFile, "sha256", "hex");
 * digest.length; // → 64
 * ```
 */
export async function digestOfFile(path: string, algorithm: "sha256" | "sha512", encoding: "hex" | "base64"): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) hash.update(piece as Uint8Array);
  return hash.digest(encoding);
}
