// A file in parts: small enough for every file host, and for a download that goes on where it was interrupted.
import { join } from "node:path";
import type { ModelPart, ModelVariant } from "@camlucida/weights/browser";
import { digestOf, place } from "./place.ts";

const PART = 16 * 2 ** 20; // bytes

/** Writes `name.DIGEST.000` … */
export async function writeParts(file: Uint8Array, name: string, folder: string): Promise<Omit<ModelVariant, "precision">> {
  const parts: ModelPart[] = [];
  const sha256 = digestOf(file);
  for (let at = 0; at < file.length; at += PART) {
    const data = file.subarray(at, at + PART);
    const part = { path: `${name}.${sha256.slice(0, 8)}.${String(parts.length).padStart(3, "0")}`, bytes: data.length, sha256: digestOf(data) };
    await place(join(folder, part.path), data);
    parts.push(part);
  }
  return { bytes: file.length, sha256, parts };
}
