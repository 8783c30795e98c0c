import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { lockByNumber, lockFile } from "./file_lock.ts";

test.each([["the system's", lockFile], ["a number", lockByNumber]])("by %s: one has it, then another, and nothing stays", async (_, lock) => {
  await inFolder([], async (folder) => {
    const path = join(folder, "a.lock");
    const first = await lock(path);
    expect(first).toBeDefined();
    expect(await lock(path)).toBeUndefined();
    await first?.release();
    const second = await lock(path);
    expect(second).toBeDefined();
    await second?.release();
    expect(await readdir(folder)).toEqual([]);
  });
});

test("a process that is killed lets go", async () => {
  await inFolder([], async (folder) => {
    const path = join(folder, "a.lock");
    const code = `const { lockFile } = await import(${JSON.stringify(new URL("file_lock.ts", import.meta.url).href)});
      await lockFile(${JSON.stringify(path)}); console.log("locked"); setInterval(() => undefined, 1000);`;
    const other = spawn(process.execPath, ["eval", code], { stdio: ["ignore", "pipe", "inherit"] });
    await once(other.stdout, "data");
    expect(await lockFile(path)).toBeUndefined();
    other.kill("SIGKILL");
    await once(other, "close");
    const ours = await lockFile(path);
    expect(ours).toBeDefined();
    await ours?.release();
    await writeFile(path, `${hostname()} ${other.pid}`); // as Node leaves it
    await (await lockByNumber(path))?.release();
    expect(await readdir(folder)).toEqual([]);
    await writeFile(path, "elsewhere 1");
    expect(await lockByNumber(path)).toBeUndefined();
  });
});
