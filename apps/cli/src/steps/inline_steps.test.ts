import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { imageError } from "../errors/errors.ts";
import { collect, readRegular, TooManyBytes } from "../files/regular.ts";
import { inFolder } from "../testing/files.ts";
import { readInput } from "./inline_steps.ts";

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

test("a mistyped command is no picture", async () => {
  await expect(readInput({ kind: "file", path: "stauts" })).rejects.toThrow("stauts does not exist. Did you mean the command status?");
  await expect(readInput({ kind: "file", path: "stauts.jpg" })).rejects.toThrow("Check the name");
});

test("an input that was unusable from the start fails with its own reason", async () => {
  const error = imageError("image-missing", "No picture matches *.gif.");
  await expect(readInput({ kind: "unusable", path: "*.gif", error })).rejects.toBe(error);
});

test("an endless stream is cut off at the limit", async () => {
  let given = 0;
  const endless = new Readable({ read() { given += 1024; this.push(new Uint8Array(1024)); } });
  await expect(collect(endless, 100_000)).rejects.toThrow(/it holds more than 100,000 bytes/);
  expect(given).toBeLessThan(300_000); // what was buffered on the way, not more
});

test.skipIf(process.platform === "win32")("what is no file is refused at once, also behind a link; nobody waits for who writes into a pipe", async () => {
  await inFolder(["real.png"], async (folder) => {
    execFileSync("mkfifo", [join(folder, "pipe.png")]);
    await symlink("/dev/zero", join(folder, "zero.png"));
    await symlink("real.png", join(folder, "link.png"));
    const read = (name: string): Promise<Uint8Array> => readInput({ kind: "file", path: join(folder, name) });
    await expect(read("pipe.png")).rejects.toThrow(/pipe\.png is a named pipe, and only files are read.*\| camlucida -/);
    await expect(read("pipe.png")).rejects.toThrow(code("image-unreadable"));
    await expect(read("zero.png")).rejects.toThrow(/is a device, and only files/);
    expect(await read("link.png")).toHaveLength(0);
    await expect(readInput({ kind: "file", path: "/dev/fd/999" })).rejects.toThrow(/pipe of the shell.*\| camlucida -/);
  });
});

test.skipIf(process.platform !== "linux")("a file that calls itself empty is cut off at the limit", async () => {
  await expect(readRegular("/proc/self/maps", 100)).rejects.toThrow(TooManyBytes);
});
