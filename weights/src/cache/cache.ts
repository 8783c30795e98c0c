// Where obtained models are kept, written whole or not at all, and whether a file still holds what was written: disks,
// copies and other programs damage files without a word. CRC-32 finds every burst of up to 32 bits, and misses one in
// 2^32 of all other damage. It reads 10 GB/s where processors have carry-less products, so that every opening can
// afford it; SHA-256 would take as long as the network's answer.
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { codeOf, messageOf, ModelError, storageError, storing } from "../errors/errors.ts";
import { field, integer, parseJson, textLike } from "../manifest/json.ts";
import { cachePath } from "./cache_path.mjs";
import { atExit } from "./lock.ts";

/**
 * `$CAMLUCIDA_CACHE`, else `$XDG_CACHE_HOME/camlucida`, else the platform's own place:
 * `~/.cache/camlucida`, `~/Library/Caches/camlucida` (macOS), `%LOCALAPPDATA%\camlucida` (Windows).
 *
 * @throws ModelError "cache-unknown" where the environment names no home
 * @example
 * ```ts
 * import { cacheFolder } from "@camlucida/weights";
 *
 * cacheFolder({ HOME: "/home/ada" }, "linux"); // → "/home/ada/.cache/camlucida"
 * cacheFolder({ HOME: "/home/ada", CAMLUCIDA_CACHE: "/data/models" }, "linux"); // → "/data/models"
 * ```
 */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>, platform: string): string {
  const path = cachePath(environment, platform);
  if (path !== undefined) return path;
  throw new ModelError("cache-unknown", "No home folder is known, so there is no place for models. Set CAMLUCIDA_CACHE to a folder.");
}

/**
 * The path a model has in the cache, whether it is there or not.
 * @example
 * ```ts
 * import { cachedPath } from "@camlucida/weights";
 *
 * cachedPath("/home/ada/.cache/camlucida", "resnet18"); // → "/home/ada/.cache/camlucida/resnet18.safetensors"
 * ```
 */
export function cachedPath(cacheFolder: string, name: string): string {
  return join(cacheFolder, `${name}.safetensors`);
}

/** `<file>.crc32`: the file's length and checksum. */
const recordPath = (path: string): string => `${path}.crc32`;

/**
 * Writes a file of the cache and its record. The record comes first: whoever is interrupted in between leaves a file that does
 * not fit, and is obtained again.
 *
 * @throws ModelError "disk-full" or "cache-unwritable"
 * @example
 * ```ts
 * import { cachedPath, isFile, keep } from "@camlucida/weights";
 *
 * const path = cachedPath(folder, "mine");
 * await keep(path, Uint8Array.of(1, 2, 3));
 * await isFile(path); // → true
 * ```
 */
export async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const record = JSON.stringify({ bytes: bytes.length, crc32: hexadecimal(crc32(bytes)) });
  await saveWhole(recordPath(path), new TextEncoder().encode(`${record}\n`));
  await saveWhole(path, bytes);
}

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

/** Removes both. @throws ModelError "cache-unwritable" */
export async function discard(path: string): Promise<void> {
  await storing(path, rm(path, { force: true }));
  await storing(path, rm(recordPath(path), { force: true }));
}

/**
 * Why the file cannot be relied upon, as the end of a sentence; undefined where it is as it was written. Reads all of it.
 *
 * @throws ModelError "model-file-unreadable" where there is something that may not be read, or is no file
 */
export async function faultOf(path: string): Promise<"is missing" | "is damaged" | "has no checksum" | undefined> {
  const record = await readRecord(path);
  try {
    const found = sumOf(path);
    if (record === undefined) return "has no checksum";
    return found.bytes === record.bytes && found.crc32 === record.crc32 ? undefined : "is damaged";
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return "is missing";
    if (codeOf(error) === "EIO") return "is damaged"; // and so is the disk
    const reason = codeOf(error) || messageOf(error);
    throw new ModelError("model-file-unreadable", `${path} cannot be read (${reason}). Remove it, or set CAMLUCIDA_CACHE to another folder.`, { cause: error });
  }
}

interface Sum {
  readonly bytes: number;
  readonly crc32: string; // 8 hex digits
}

async function readRecord(path: string): Promise<Sum | undefined> {
  try {
    const record = parseJson(await readFile(recordPath(path), "utf8"), "record", "record-malformed");
    return { bytes: integer(field(record, "bytes"), 0), crc32: textLike(field(record, "crc32"), /^[0-9a-f]{8}$/, "8 hex digits") };
  } catch {
    return undefined; // none, or a damaged one
  }
}

const PIECE = 1 << 18; // bytes at a time: they stay in a processor's cache between reading and summing

function sumOf(path: string): Sum {
  const descriptor = openSync(path, "r");
  try {
    const pieces = new Uint8Array(PIECE);
    let [bytes, sum] = [0, 0];
    for (let arrived = readSync(descriptor, pieces); arrived > 0; arrived = readSync(descriptor, pieces)) {
      sum = crc32(pieces.subarray(0, arrived), sum);
      bytes += arrived;
    }
    return { bytes, crc32: hexadecimal(sum) };
  } finally {
    closeSync(descriptor);
  }
}

const hexadecimal = (sum: number): string => sum.toString(16).padStart(8, "0");
