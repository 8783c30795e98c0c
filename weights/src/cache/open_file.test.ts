import { createHash } from "node:crypto";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFile } from "./open_file.ts";
import { temporaryFolder, someBytes } from "../testing/temporary.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "file");
});
afterEach(() => folder.remove());

test("gives every stretch, longer than a piece too, and the hash of all of it", async () => {
  const bytes = someBytes(2_500_000, 1);
  await writeFile(path, bytes);
  const file = openFile(path);
  expect(file.length).toBe(bytes.length);
  for (const [begin, end] of [[0, 0], [0, 1], [7, 1000], [0, bytes.length], [bytes.length - 3, bytes.length]] as const) {
    expect(Buffer.compare(file.read(begin, end), bytes.subarray(begin, end))).toBe(0);
  }
  const last = file.read(10, 20);
  expect(file.digest()).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(last).toEqual(bytes.subarray(10, 20)); // hashing left it alone
  file.close();
});

test("a file that is cut while it is open says so", async () => {
  await writeFile(path, someBytes(1000, 2));
  const file = openFile(path);
  await truncate(path, 500);
  expect(() => file.read(0, 1000)).toThrow(expect.objectContaining({ code: "checkpoint-truncated" }) as Error);
  expect(() => file.digest()).toThrow(expect.objectContaining({ code: "checkpoint-truncated" }) as Error);
  expect(file.read(0, 500)).toHaveLength(500);
  file.close();
});

test("one that is replaced stays what it was", async () => {
  await writeFile(path, someBytes(1000, 3));
  const file = openFile(path);
  const before = file.read(0, 1000).slice();
  await folder.remove();
  expect(file.read(0, 1000)).toEqual(before);
  file.close();
});
