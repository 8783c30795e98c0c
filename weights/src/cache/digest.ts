// Hashes of files, read in pieces so that memory does not grow with the file.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The hash of the file at `path`, as hexadecimal digits or base64. */
export async function digestOfFile(path: string, algorithm: "sha256" | "sha512", encoding: "hex" | "base64"): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Uint8Array);
  return hash.digest(encoding);
}
