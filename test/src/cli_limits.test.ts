// Where the system gives little, and where a folder holds what is no file: the command line goes on, or says why not.
import { execFile, execFileSync } from "node:child_process";
import { copyFile, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cat, launcher, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(join(place.folder, "photos"));
  for (const name of ["a.png", "c.png", "d.png"]) await copyFile(cat, join(place.folder, "photos", name));
});
afterAll(() => place.close());

/** Runs the launcher where no process may have more files open than this. */
const camWith = (openFiles: number, ...args: string[]): Promise<Run> => new Promise((done) => {
  const command = ["-c", 'ulimit -n "$0" && exec node "$@"', String(openFiles), launcher, ...args, "--model", place.model, "--device", "cpu"];
  execFile("sh", command, { cwd: place.folder, encoding: "utf8" }, (error, stdout, stderr) =>
    done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr }));
});

describe.skipIf(process.platform !== "linux")("few open files", () => {
  test("32: one thread does everything, and says so", async () => {
    const run = await camWith(32, "photos", "--json", "--out", "few/{stem}.png");
    expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/^One thread does everything.*ulimit -n 256/) as string });
    expect(resultsOf(run).map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  test("fewer: what to do, in one line and as JSON", async () => {
    const run = await camWith(20, "photos", "--json");
    expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/^✗ This shell lets a process open 20 files.*ulimit -n 256\n$/) as string });
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, error: { code: "system-open-files" } });
  });
});

test.skipIf(process.platform === "win32")("a pipe and a device among pictures hold up nothing; alone they are refused at once", async () => {
  const [pipe, device] = ["b.png", "e.png"].map((name) => join(place.folder, "photos", name)) as [string, string];
  execFileSync("mkfifo", [pipe]);
  await symlink("/dev/zero", device);
  const run = await place.cam("photos", "--model", place.model, "--device", "cpu", "--json", "--out", "held/{stem}.png");
  expect(run.code).toBe(1);
  expect(resultsOf(run).map((result) => (result.ok ? result.image : result.error.code)))
    .toEqual(["photos/a.png", "image-left-out", "photos/c.png", "photos/d.png", "image-unreadable"]);
  expect(run.stderr).toMatch(/^1 file left out: photos\/b\.png \(1 named pipe\)\. A named pipe is not read/);
  const alone = await place.cam("photos/b.png", "--model", place.model, "--device", "cpu");
  expect(alone).toMatchObject({ code: 1, stderr: expect.stringMatching(/is a named pipe, and only files are read.*\| camlucida - /) as string });
});
