// The processes that read: what one of them does to itself is told of the file that it was at, and the next file is read all the same.
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAll, type ReadingLimits, type TaskResult } from "./pool.ts";
import type { CorpusTask } from "./worker.ts";

const limits: ReadingLimits = { seconds: 60, bytes: 1e9 };
const picture = resolve(import.meta.dirname, "../../fixtures/images/rgb_8.png");
let folder = "";
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), "camlucida-corpora-")); });
afterAll(() => rm(folder, { recursive: true, force: true }));

async function resultsOf(tasks: readonly CorpusTask[], within = limits): Promise<TaskResult[]> {
  const results = new Map<CorpusTask, TaskResult>();
  await readAll(tasks, 1, within, (task, result) => void results.set(task, result));
  return tasks.map((task) => results.get(task) as TaskResult);
}

const taskOf = (path: string): CorpusTask => ({ path, kind: "picture" });
const noFormat = { format: "none", seed: 1, index: 0 } as unknown as CorpusTask; // nothing is prepared for it: the process ends

test("a process that ends is told, and another reads the next file", async () => {
  const [crash, next] = await resultsOf([noFormat, taskOf(picture)]);
  expect(crash).toMatchObject({ ended: "crashed", why: expect.stringMatching(/exit code 1: [^]*TypeError/) as string });
  expect(next).toMatchObject({ reading: { outcome: "read", pixels: { width: 13, height: 11 } } });
});

test("one that says nothing in time, or takes too much memory, is ended and told", async () => {
  expect(await resultsOf([taskOf(picture), taskOf(picture)], { ...limits, seconds: 0 })).toMatchObject([{ ended: "hung" }, { ended: "hung" }]);
  expect(await resultsOf([taskOf(picture)], { ...limits, bytes: 1 })).toMatchObject([{ ended: "too much memory" }]);
});

test("what it took is told with what came of it", async () => {
  await copyFile(picture, join(folder, "a.png"));
  await writeFile(join(folder, "b.png"), "no picture");
  const results = await resultsOf([taskOf(join(folder, "a.png")), taskOf(join(folder, "b.png")), { path: join(folder, "none.png"), kind: "picture" }]);
  expect(results).toMatchObject([{ reading: { outcome: "read" } }, { reading: { outcome: "refused", code: "image-not-an-image" } }, { reading: { outcome: "untyped" } }]);
  for (const result of results) if (!("ended" in result)) expect(Math.min(result.ms, result.peak, result.resident)).toBeGreaterThan(0);
});
