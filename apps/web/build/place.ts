// A file of the site: whole or not at all, and left alone where it is there already.
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";

export async function place(path: string, content: string | Uint8Array): Promise<void> {
  const there = await readFile(path).then(digestOf, () => undefined);
  if (there === digestOf(content)) return;
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}

/** SHA-256, 64 hex digits. */
export const digestOf = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
