import { execFile } from "node:child_process";
import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withLock } from "./lock.ts";
import { temporaryFolder } from "../testing/temporary.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "model.lock");
});
afterEach(() => folder.remove());

it("lets one work at a time, and tells the others once that they wait", async () => {
  let inside = 0;
  let most = 0;
  let told = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await pause(300);
    inside--;
  };
  await Promise.all([1, 2, 3].map(() =>
    withLock(path, () => {
      told++;
    }, work),
  ));
  expect(most).toBe(1);
  expect(told).toBe(2);
  expect(await readdir(folder.path)).toEqual([]);
});

it("is released when the work fails", async () => {
  await expect(withLock(path, () => undefined, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(path, () => undefined, () => Promise.resolve(7))).toBe(7);
});

it("is taken over from a process that gave no sign of life for ten seconds", async () => {
  await writeFile(path, "");
  const long = new Date(Date.now() - 11_000);
  await utimes(path, long, long);
  let told = 0;
  expect(
    await withLock(path, () => {
      told++;
    }, () => Promise.resolve(7)),
  ).toBe(7);
  expect(told).toBe(0);
});

it("is waited for while its holder lives", async () => {
  await writeFile(path, "");
  let entered = false;
  const waiting = withLock(path, () => undefined, () => {
    entered = true;
    return Promise.resolve();
  });
  await pause(500);
  expect(entered).toBe(false);
  const long = new Date(Date.now() - 11_000);
  await utimes(path, long, long); // the holder dies
  await waiting;
  expect(entered).toBe(true);
});

it("gives signs of life while the work goes on", async () => {
  await withLock(path, () => undefined, async () => {
    const long = new Date(Date.now() - 60_000);
    await utimes(path, long, long);
    await pause(1_500);
    expect(Date.now() - (await stat(path)).mtimeMs).toBeLessThan(3_000);
  });
});

it("says that the folder cannot be written", async () => {
  await writeFile(join(folder.path, "file"), "");
  await expect(withLock(join(folder.path, "file", "lock"), () => undefined, () => Promise.resolve())).rejects.toMatchObject({
    code: "cache-unwritable",
  });
});

it("leaves neither lock nor half a file where the process ends in the middle", async () => {
  const program = fileURLToPath(new URL("../testing/ends.ts", import.meta.url));
  const code = await new Promise((done) => {
    execFile(process.execPath, ["run", "-A", "--no-lock", program, folder.path], (error) => done(error?.code));
  });
  expect(code).toBe(130);
  expect((await readdir(folder.path)).filter((name) => name !== "file")).toEqual([]);
});
