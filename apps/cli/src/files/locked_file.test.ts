import { spawn } from "node:child_process";
import { once } from "node:events";
import { Buffer } from "node:buffer";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { openSweeper, openTemporary, openUnlocked, removeStale } from "./locked_file.ts";

const stale = ".camlucida-01234567-89ab-cdef-0123-456789abcdef.tmp";

test("what dead processes left is removed; what is being written, and what is another's, is not", async () => {
  await inFolder([".camlucida-notes.tmp", "a.tmp", "a.png"], async (folder) => {
    await writeFile(join(folder, stale), "half a picture");
    const living = await openTemporary(folder);
    await living.write(Uint8Array.of(1, 2, 3));
    await removeStale(folder);
    expect((await readdir(folder)).toSorted()).toEqual([basename(living.path), ".camlucida-notes.tmp", "a.png", "a.tmp"].toSorted());
    await living.remove();
    expect(await readdir(folder)).not.toContain(basename(living.path));
    await removeStale(join(folder, "nothing"));
  });
});

test("a folder is seen to once, and once more behind somebody who died meanwhile", async () => {
  await inFolder([], async (folder) => {
    const sweeper = openSweeper();
    const left = async (): Promise<string[]> => {
      await writeFile(join(folder, stale), "half a picture");
      sweeper.sweep([folder]);
      await sweeper.done();
      return readdir(folder);
    };
    expect(await left()).toEqual([]);
    expect(await left()).toEqual([stale]);
    sweeper.forget();
    expect(await left()).toEqual([]);
  });
});

test("whoever looks for stale files while others write takes none of theirs", async () => {
  await inFolder([], async (folder) => {
    const written = Array.from({ length: 50 }, async () => {
      const file = await openTemporary(folder);
      await file.write(new Uint8Array(1000));
      expect(await readdir(folder)).toContain(basename(file.path));
      await file.remove();
    });
    const looking = Array.from({ length: 20 }, () => removeStale(folder));
    await Promise.all([...written, ...looking]);
    expect(await readdir(folder)).toEqual([]);
  });
});

test("a process that is killed lets go of its files", async () => {
  await inFolder([], async (folder) => {
    const code = `const { openTemporary } = await import(${JSON.stringify(new URL("locked_file.ts", import.meta.url).href)});
      const file = await openTemporary(${JSON.stringify(folder)}); await file.write(Uint8Array.of(1)); console.log("written"); setInterval(() => undefined, 1000);`;
    const other = spawn(process.execPath, ["eval", code], { stdio: ["ignore", "pipe", "inherit"] });
    await once(other.stdout, "data");
    await removeStale(folder);
    expect(await readdir(folder)).toHaveLength(1);
    other.kill("SIGKILL");
    await once(other, "close");
    await removeStale(folder);
    expect(await readdir(folder)).toEqual([]);
  });
});

test("without locks a file is another's for a day", async () => {
  await inFolder([], async (folder) => {
    const old = join(folder, ".camlucida-01234567-89ab-cdef-0123-456789abcdef.part");
    await writeFile(old, "half a picture");
    await utimes(old, new Date(0), new Date(0));
    const living = await openUnlocked(join(folder, ".camlucida-11234567-89ab-cdef-0123-456789abcdef.part"));
    await living.write(Uint8Array.of(1, 2, 3));
    expect(await readFile(living.path)).toEqual(Buffer.of(1, 2, 3));
    await removeStale(folder);
    expect(await readdir(folder)).toEqual([basename(living.path)]);
    await living.remove();
    expect(await readdir(folder)).toEqual([]);
  });
});
