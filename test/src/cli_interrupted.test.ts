// What happens to a folder, and to a measurement, where the command is interrupted or its launcher killed.
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type RunningCommand, type Workplace } from "./workplace.ts";

const photographs = 60; // more than can be under way at a time

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(join(place.folder, "photos"));
  for (let at = 0; at < photographs; at++) await copyFile(cat, join(place.folder, "photos", `${at}.png`));
});
afterAll(() => place.close());

const explain = (out: string): RunningCommand => place.start("photos", "--model", place.model, "--device", "cpu", "--json", "--out", `${out}/{stem}.png`);
const written = (out: string): Promise<string[]> => readdir(join(place.folder, out));

test.each([["SIGINT", 130], ["SIGTERM", 143]] as const)("%s: what is done is whole, counted and reported, exit code %i", async (signal, code) => {
  const running = explain(signal);
  await running.said(/"ok":true/);
  running.kill(signal);
  const run = await running.ended;
  expect(run.code).toBe(code);
  const count = resultsOf(run).length;
  expect(run.stderr).toBe(`interrupted: ${count} of ${photographs} explained\n`);
  const names = await written(signal);
  expect(names.length).toBeGreaterThanOrEqual(count);
  expect(names.length).toBeLessThan(photographs);
  expect(names.filter((name) => !/^\d+\.png$/.test(name))).toEqual([]);
  for (const name of names) expect((await readFile(join(place.folder, signal, name))).subarray(-8, -4).toString("latin1")).toBe("IEND");
});

test("SIGKILL of the launcher: the program notices, and ends", async () => {
  const running = explain("killed");
  await running.said(/"ok":true/);
  running.kill("SIGKILL");
  await running.ended; // its standard output closes when the last process that holds it is gone
  const names = await written("killed");
  expect(names.length).toBeLessThan(photographs);
  expect(names.filter((name) => !/^\d+\.png$/.test(name))).toEqual([]);
});

test("tune keeps the layers that were measured", async () => {
  const running = place.start("tune", "--model", place.model);
  const folder = join(place.folder, "cache", "tuning");
  const kept = async (): Promise<string[]> => (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  let over: { code: number } | undefined;
  void running.ended.then((run) => { over = run; });
  while ((await kept()).length === 0 && over === undefined) await new Promise((done) => { setTimeout(done, 20); });
  if (over?.code === 3 && process.env["CAMLUCIDA_GPU"] !== "required") {
    console.warn("NO WEBGPU ADAPTER: interrupting tune was not tested");
    return;
  }
  running.kill("SIGINT");
  const run = await running.ended;
  expect(run.code).toBe(130);
  const [, count, all, path] = /^interrupted: (\d+) of (\d+) kinds of layers measured, kept in (.*)$/m.exec(run.stderr) ?? [];
  const { layers } = JSON.parse(await readFile(path ?? "", "utf8")) as { layers: Record<string, string> };
  expect(Object.keys(layers).length).toBeGreaterThanOrEqual(1);
  expect(Object.keys(layers).length).toBeLessThanOrEqual(Number(count));
  expect(Number(count)).toBeLessThan(Number(all));
  expect(await kept()).toHaveLength(1);
});
