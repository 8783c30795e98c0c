// The bytes of one input: a file, or standard input.
import { createReadStream } from "node:fs";
import process from "node:process";
import { ImageError, messageOf, systemCode } from "../errors.ts";
import type { Input } from "./inputs.ts";

/** More bytes than the largest picture within the pixel limit needs uncompressed. */
export const fileLimit = 512 * 1024 * 1024; // bytes

/**
 * Reads an input to its end, at most `limit` bytes of it: an endless pipe or device cannot fill the memory.
 * @throws ImageError "image-missing", "image-unreadable", "image-too-large", or what made the input unusable.
 */
export async function readInput(input: Input, limit: number = fileLimit): Promise<Uint8Array> {
  switch (input.kind) {
    case "unusable": throw input.error;
    case "stdin": return collect(process.stdin, "standard input", limit);
    case "file": return collect(createReadStream(input.path, { highWaterMark: 1 << 20 }), input.path, limit);
  }
}

/** @throws ImageError as readInput. */
export async function collect(stream: AsyncIterable<Uint8Array>, name: string, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of stream) {
      length += part.length;
      if (length > limit) throw tooLarge(name, limit);
      parts.push(part);
    }
  } catch (error) {
    throw readError(name, error);
  }
  const bytes = new Uint8Array(length);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
}

function tooLarge(name: string, limit: number): ImageError {
  return new ImageError("image-too-large",
    `${name} holds more than ${limit.toLocaleString("en")} bytes, which no picture within the limit needs.`);
}

function readError(name: string, error: unknown): ImageError {
  if (error instanceof ImageError) return error;
  switch (systemCode(error)) {
    case "ENOENT": case "ENOTDIR":
      return new ImageError("image-missing",
        `${name} does not exist. Check the name, or quote a pattern: '*.jpg'.`, { cause: error });
    case "EISDIR":
      return new ImageError("image-unreadable", `${name} is a folder, not a picture.`, { cause: error });
    case "EACCES": case "EPERM":
      return new ImageError("image-unreadable", `${name} may not be read. Check its permissions.`, { cause: error });
    default:
      return new ImageError("image-unreadable", `${name} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}
