// Files beside the pictures, given by options: only regular ones, and no more of them than they may hold.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { readLogits } from "../model/check_logits.ts";
import { readBoxesFile } from "../metrics/boxes_file.ts";
import { readLabelsFile } from "../model/model.ts";
import { inFolder } from "../testing/files.ts";

test.skipIf(process.platform === "win32").each([
  ["--labels", readLabelsFile, "labels-unreadable"],
  ["--boxes", readBoxesFile, "boxes-unreadable"],
  ["--check", readLogits, "check-unreadable"],
] as const)("%s waits for no pipe and reads no device, and says what it is", async (_, read, code) => {
  await inFolder([], async (folder) => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(read(pipe)).rejects.toThrow(expect.objectContaining({ code, message: expect.stringContaining("it is a named pipe, not a file") as string }) as Error);
    await expect(read("/dev/zero")).rejects.toThrow(expect.objectContaining({ code, message: expect.stringContaining("/dev/zero cannot be read") as string }) as Error);
    await expect(read(folder)).rejects.toThrow(expect.objectContaining({ code, message: expect.stringContaining("it is a folder, not a file") as string }) as Error);
  });
});
