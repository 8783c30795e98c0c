import { Buffer } from "node:buffer";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { ImageError } from "../errors.ts";
import { inFolder } from "../testing/folder.ts";
import { collect, readInput } from "./read.ts";

const code = (name: string): unknown => expect.objectContaining({ code: name });

test("reads a file whole", async () => {
  await inFolder([], async (folder) => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
    await writeFile(join(folder, "a"), bytes);
    const read = await readInput({ kind: "file", path: join(folder, "a") });
    expect(Buffer.compare(read, bytes)).toBe(0);
    await expect(readInput({ kind: "file", path: join(folder, "a") }, 2_999_999)).rejects.toThrow(code("image-too-large"));
  });
});

test("missing files and folders are named", async () => {
  await inFolder(["a"], async (folder) => {
    await expect(readInput({ kind: "file", path: join(folder, "b") })).rejects.toThrow(code("image-missing"));
    await expect(readInput({ kind: "file", path: join(folder, "a", "b") })).rejects.toThrow(code("image-missing"));
    await expect(readInput({ kind: "file", path: folder })).rejects.toThrow(code("image-unreadable"));
  });
});

test("an input that was unusable from the start fails with its own reason", async () => {
  const error = new ImageError("image-missing", "No picture matches *.gif.");
  await expect(readInput({ kind: "unusable", path: "*.gif", error })).rejects.toBe(error);
});

test("an endless stream is cut off at the limit", async () => {
  let given = 0;
  const endless = new Readable({ read() { given += 1024; this.push(new Uint8Array(1024)); } });
  await expect(collect(endless, "standard input", 100_000)).rejects.toThrow(/standard input holds more than 100,000 bytes/);
  expect(given).toBeLessThan(300_000); // what was buffered on the way, not more
});
