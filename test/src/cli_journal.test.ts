// --resume as it is typed: what is done again, what is refused, and parts that give their results the names that a whole run gives them.
import type { InputResult } from "camlucida/internal";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawFolder } from "./folders/drawn_folder.ts";
import { cat, openWorkplace, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
beforeAll(async () => { place = await openWorkplace(); });
afterAll(() => place.close());

const explain = (...args: string[]): Promise<Run> => place.cam(...args, "--model", place.model, "--device", "cpu");
const linesOf = ({ stdout }: Run): InputResult[] => stdout.trim().split("\n").map((line) => JSON.parse(line) as InputResult);
const inPlace = (...names: string[]): string => join(place.folder, ...names);

/** What became of each: done now, before, or not. */
const fates = (run: Run): string[] => linesOf(run).map((result) => ("skipped" in result ? "before" : result.ok ? "now" : result.error.code));

test("failures are tried again unless they are kept; other settings are refused, and done with --force", async () => {
  await drawFolder(inPlace("photos"), 2, 1);
  await writeFile(inPlace("photos/x.png"), "");
  const words = ["photos", "--json", "--jobs", "1", "--resume", "r/r.jsonl", "--out", "out/{stem}.png"];
  const first = await explain(...words);
  expect([first.code, fates(first)]).toEqual([1, ["now", "now", "image-empty"]]);
  expect(linesOf(first)[0]).toMatchObject({ maps: [{ grid: { values: expect.any(Array) as number[] } }] });
  expect(fates(await explain(...words, "--keep-failures"))).toEqual(["before", "before", "image-empty"]);
  await copyFile(cat, inPlace("photos/x.png"));
  const again = await explain(...words);
  expect([again.code, fates(again)]).toEqual([0, ["before", "before", "now"]]);
  const lines = (await readFile(inPlace("r/r.jsonl"), "utf8")).trim().split("\n").map((line) => JSON.parse(line) as object);
  expect(lines.map((line) => Object.keys(line)[0])).toEqual(["run", "image", "image", "image", "end"]);
  const other = await explain(...words, "--view", "positive");
  expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/written with other settings: photos .*--force/) as string });
  expect(JSON.parse(other.stdout)).toMatchObject({ error: { code: "journal-settings" } });
  expect(fates(await explain(...words, "--view", "positive", "--force"))).toEqual(["now", "now", "now"]);
  expect(await readdir(inPlace("r"))).toEqual(["r.jsonl"]);
});

test("photographs of one stem: in parts as in the whole", async () => {
  await drawFolder(inPlace("twins/deep"), 12, 2);
  for (const name of await readdir(inPlace("twins/deep"))) await copyFile(inPlace("twins/deep", name), inPlace("twins/deep", name.replace(".png", ".jpe")));
  const whole = await explain("twins/**", "--json", "--resume", "whole.jsonl", "--raw", "{dir}/{stem}.{ext}.npy");
  expect(whole.code).toBe(0);
  const filesIn = (line: InputResult): (string | null)[] => (line.ok && "maps" in line ? line.maps.map(({ overlay }) => overlay) : []);
  const parts = await Promise.all([1, 2].map((shard) => explain("twins/**", "--json", "--shard", `${shard}/2`, "--resume", `${shard}.jsonl`, "--raw", "{dir}/{stem}.{ext}.npy")));
  expect(parts.map(({ code }) => code)).toEqual([0, 0]); // what the whole run wrote is there, with the same bytes
  const byName = (lines: InputResult[]): unknown[] => lines.toSorted((a, b) => (a.image < b.image ? -1 : 1)).map((line) => [line.image, filesIn(line)]);
  expect(byName(parts.flatMap(linesOf))).toEqual(byName(linesOf(whole)));
  const alone = await place.cam("merge", "1.jsonl");
  expect(alone).toMatchObject({ code: 2, stderr: expect.stringMatching(/The part 2\/2 is missing/) as string });
});
