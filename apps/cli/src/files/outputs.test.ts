import { execFileSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { messageOf, outputError } from "../errors/errors.ts";
import { inFolder } from "../testing/files.ts";
import { type Outlet, placeAnew, refuseExisting, writeResult, writeWhole } from "./outputs.ts";

const bytes = Uint8Array.of(1, 2, 3);
const code = (name: string): unknown => expect.objectContaining({ code: name });

describe("writeWhole", () => {
  test("makes missing folders, writes, and leaves nothing else behind", async () => {
    await inFolder([], async (folder) => {
      await writeWhole(join(folder, "new", "deep", "a.png"), bytes, "never");
      expect(new Uint8Array(await readFile(join(folder, "new", "deep", "a.png")))).toEqual(bytes);
      expect(await readdir(join(folder, "new", "deep"))).toEqual(["a.png"]);
    });
  });

  test("never replaces unasked, and does when asked", async () => {
    await inFolder([], async (folder) => {
      const path = join(folder, "a.png");
      await writeFile(path, "precious");
      await expect(writeWhole(path, bytes, "never")).rejects.toThrow(code("output-exists"));
      await expect(refuseExisting(path)).rejects.toThrow(/--force/);
      expect(await readFile(path, "utf8")).toBe("precious");
      await writeWhole(path, bytes, "always");
      expect((await readFile(path)).length).toBe(3);
      expect(await readdir(folder)).toEqual(["a.png"]);
    });
  });

  test("does not write through a dangling link", async () => {
    await inFolder([], async (folder) => {
      await symlink(join(folder, "elsewhere"), join(folder, "a.png"));
      await expect(writeWhole(join(folder, "a.png"), bytes, "never")).rejects.toThrow(code("output-exists"));
      expect(await readdir(folder)).toEqual(["a.png"]);
    });
  });

  test("of many that write one name at once, exactly one wins and its file is whole", async () => {
    await inFolder([], async (folder) => {
      const path = join(folder, "a.png");
      const writers = Array.from({ length: 20 }, (_, i) => writeWhole(path, new Uint8Array(100_000).fill(i), "never"));
      const outcomes = await Promise.allSettled(writers);
      expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
      const written = await readFile(path);
      expect(written.length).toBe(100_000);
      expect(written.every((value) => value === written[0])).toBe(true);
      expect(await readdir(folder)).toEqual(["a.png"]);
    });
  });

  test("refuses folders in the way, and names without end, with nothing left behind", async () => {
    await inFolder(["file"], async (folder) => {
      await mkdir(join(folder, "a.png"));
      await expect(writeWhole(join(folder, "a.png"), bytes, "always")).rejects.toThrow(code("output-unwritable"));
      await expect(writeWhole(join(folder, "file", "b.png"), bytes, "never")).rejects.toThrow(code("output-unwritable"));
      await expect(writeWhole(join(folder, `${"x".repeat(300)}.png`), bytes, "never")).rejects.toThrow(code("output-unwritable"));
      expect((await readdir(folder)).toSorted()).toEqual(["a.png", "file"]);
    });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")("a folder without permission", async () => {
    await inFolder([], async (folder) => {
      await chmod(folder, 0o500);
      await expect(writeWhole(join(folder, "a.png"), bytes, "never")).rejects.toThrow(code("output-unwritable"));
      await chmod(folder, 0o700);
    });
  });

  test("a full disk: the old file stays, the temporary one goes", async (context) => {
    await inFolder([], async (folder) => {
      const reason = mountSmallDisk(folder);
      if (reason !== undefined) return context.skip(`no 64 KiB disk can be mounted here: ${reason}`);
      try {
        await writeFile(join(folder, "a.png"), "precious");
        await expect(writeWhole(join(folder, "a.png"), new Uint8Array(1_000_000), "always")).rejects.toThrow(code("output-disk-full"));
        expect(await readdir(folder)).toEqual(["a.png"]);
        expect(await readFile(join(folder, "a.png"), "utf8")).toBe("precious");
      } finally {
        execFileSync("umount", [folder]);
      }
    });
  });
});

test("what is there with the very bytes counts as written where that is asked for; other bytes never do", async () => {
  await inFolder([], async (folder) => {
    const path = join(folder, "a.png");
    await writeFile(path, bytes);
    const outlet = (existing: "refuse" | "same"): Outlet => ({ outputs: { existing } as Outlet["outputs"], guard: () => undefined, stdout: { write: () => Promise.resolve(true) } });
    await writeResult(path, bytes, outlet("same"));
    await expect(writeResult(path, bytes, outlet("refuse"))).rejects.toThrow(code("output-exists"));
    await expect(writeResult(path, Uint8Array.of(1, 2), outlet("same"))).rejects.toThrow(code("output-exists"));
    await expect(writeResult(path, Uint8Array.of(1, 2, 4), outlet("same"))).rejects.toThrow(code("output-exists"));
    await Promise.all(Array.from({ length: 9 }, () => writeResult(join(folder, "b.png"), bytes, outlet("same"))));
    expect(await readdir(folder)).toEqual(["a.png", "b.png"]);
  });
});

describe("placeAnew where the disk has no hard links", () => {
  const noLinks = (): Promise<void> => Promise.reject(Object.assign(new Error("not supported"), { code: "EPERM" }));

  test("still gives a free name, and still refuses a taken one", async () => {
    await inFolder([], async (folder) => {
      const [temporary, path] = [join(folder, "temporary"), join(folder, "a.png")];
      await writeFile(temporary, "first");
      await placeAnew(temporary, path, noLinks);
      expect(await readdir(folder)).toEqual(["a.png"]);
      await writeFile(temporary, "second");
      await expect(placeAnew(temporary, path, noLinks)).rejects.toThrow(code("EEXIST"));
      expect(await readFile(path, "utf8")).toBe("first");
    });
  });
});

test.each([
  ["ENOSPC", "output-disk-full"], ["EDQUOT", "output-disk-full"], ["EACCES", "output-unwritable"], ["EROFS", "output-unwritable"],
  ["EEXIST", "output-exists"], ["EPIPE", "output-closed"], ["EIO", "output-unwritable"],
])("%s is %s", (system, expected) => {
  const error = outputError("a.png", Object.assign(new Error(system), { code: system }));
  expect(error).toMatchObject({ code: expected, message: expect.stringContaining("a.png") });
});

test("Deno's numbered errors are understood", () => {
  expect(outputError("stdout", new Error("No space left on device (os error 28)")).code).toBe("output-disk-full");
});

/** Mounts 64 KiB of memory at `folder`. @returns why that is not possible, or undefined. */
function mountSmallDisk(folder: string): string | undefined {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return messageOf(error).trim();
  }
}
