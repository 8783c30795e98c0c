// A folder whose run is killed again and again comes to the same end as one that is left in peace: every picture done, none twice, no half
// file, byte for byte. Alone, in two parts at once, and on a disk that fills up. Small here; `npm run verify -- folders` makes it large.
import { execFileSync } from "node:child_process";
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { seeded } from "@camlucida/tensor/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawFolder } from "./folders/drawn_folder.ts";
import { bytesIn, compare, toldIn } from "./folders/found.ts";
import { killAt, startGroup } from "./folders/killed_run.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

const [count, kills, seed] = (process.env["CAMLUCIDA_FOLDERS"] ?? "60,3,1").split(",").map(Number) as [number, number, number];
const chances = seeded(seed, 6 * kills).map((x) => (x + 1) / 2); // 0 … 1
const longestMoment = 100; // ms: some pictures are written meanwhile

let place: Workplace;
let whole: Map<string, Buffer>;
let lasted = 0; // ms, of the run that is left in peace

/** When the `at`-th kill comes: after some more pictures, at the average of all kills so many that the last ones find work, and a moment later. */
const momentOf = (at: number, share = 1): readonly [more: number, moment: number] =>
  [Math.floor((2 * share * count * (chances[2 * at] as number)) / (kills + 1)), longestMoment * (chances[2 * at + 1] as number)];

const explaining = (...more: string[]): string[] =>
  ["photos", "--model", place.model, "--device", "cpu", "--quiet", "--out", "out/{stem}.png", "--raw", "out/{stem}.npy", ...more];

/** A folder in which the pictures are called alike. */
async function ground(name: string): Promise<string> {
  const folder = join(place.folder, name);
  await mkdir(folder);
  await symlink("../photos", join(folder, "photos"));
  return folder;
}

beforeAll(async () => {
  place = await openWorkplace();
  await drawFolder(join(place.folder, "photos"), count, seed);
  const folder = await ground("whole");
  const began = performance.now();
  expect(await startGroup(folder, explaining("--resume", "r.jsonl")).ended).toEqual({ code: 0, stderr: "" });
  lasted = performance.now() - began;
  whole = await bytesIn(join(folder, "out"));
  expect(whole.size).toBe(2 * count);
});
afterAll(() => place.close());

const say = (text: string): void => { if (process.env["CAMLUCIDA_FOLDERS"] !== undefined) console.log(text); };

/** What was whole when it was killed is so for good. */
async function requireWholeSoFar(folder: string): Promise<void> {
  expect(compare(await bytesIn(join(folder, "out")), whole).different).toEqual([]);
}

async function requireAll(folder: string): Promise<void> {
  expect(compare(await bytesIn(join(folder, "out")), whole)).toEqual({ same: 2 * count, missing: [], different: [], temporary: [] });
  expect((await readdir(folder)).filter((name) => name.startsWith(".") || name.endsWith(".lock"))).toEqual([]);
}

test("killed at random moments, and gone on with", async () => {
  const folder = await ground("killed");
  const words = explaining("--resume", "r.jsonl");
  let before: readonly string[] = [];
  let killed = 0;
  for (let at = 0; at < kills; at++) {
    const [more, moment] = momentOf(at);
    killed += Number(await killAt(startGroup(folder, words), join(folder, "r.jsonl"), before.length + more, moment));
    await requireWholeSoFar(folder);
    const { done } = await toldIn(join(folder, "r.jsonl"));
    expect(done.slice(0, before.length)).toEqual(before); // nothing that was done is lost or done again
    expect(new Set(done).size).toBe(done.length);
    const { same } = compare(await bytesIn(join(folder, "out")), whole);
    say(`killed ${more} pictures and ${Math.round(moment)} ms later: ${done.length} of ${count} told, ${same} of ${2 * count} results there`);
    before = done;
  }
  expect(await startGroup(folder, words).ended).toEqual({ code: 0, stderr: "" });
  await requireAll(folder);
  const { done, failed, end } = await toldIn(join(folder, "r.jsonl"));
  expect([done.length, new Set(done).size, failed, end]).toEqual([count, count, 0, { inputs: count, failed: 0 }]);
  say(`${killed} of ${kills} kills met a run at work; ${done.length} done, 0 twice, ${2 * count} results as of the run that lasted ${Math.round(lasted)} ms in peace`);
});

test("two parts at once in one folder, both killed", async () => {
  const folder = await ground("shards");
  const words = (shard: number): string[] => explaining("--shard", `${shard}/2`, "--resume", `${shard}.jsonl`);
  for (let at = 0; at < kills; at++) {
    const killed = await Promise.all([1, 2].map(async (shard) => {
      const [path, [more, moment]] = [join(folder, `${shard}.jsonl`), momentOf(shard * kills + at, 0.5)];
      return killAt(startGroup(folder, words(shard)), path, (await toldIn(path)).done.length + more, moment);
    }));
    await requireWholeSoFar(folder);
    const told = await Promise.all([1, 2].map((shard) => toldIn(join(folder, `${shard}.jsonl`))));
    say(`parts killed, ${killed.filter(Boolean).length} of 2 at work: ${told.map(({ done }) => done.length).join(" and ")} told`);
  }
  const ends = await Promise.all([1, 2].map((shard) => startGroup(folder, words(shard)).ended));
  expect(ends).toEqual([{ code: 0, stderr: "" }, { code: 0, stderr: "" }]);
  await requireAll(folder);
  expect(await startGroup(folder, ["merge", "1.jsonl", "2.jsonl", "--out", "all.jsonl", "--quiet"]).ended).toEqual({ code: 0, stderr: "" });
  const [one, two, all, peace] = await Promise.all(["shards/1.jsonl", "shards/2.jsonl", "shards/all.jsonl", "whole/r.jsonl"].map((name) => toldIn(join(place.folder, name))));
  expect([one?.done.length, two?.done.length].every((part = 0) => part > 0.3 * count)).toBe(true);
  expect([all?.done, all?.end]).toEqual([peace?.done, { inputs: count, failed: 0 }]);
  say(`parts of ${one?.done.length} and ${two?.done.length}; joined ${all?.done.length}, 0 twice`);
});

test.skipIf(process.platform !== "linux")("a disk that fills up and is cleared", async (context) => {
  const folder = await ground("disk");
  const disk = join(folder, "out");
  await mkdir(disk);
  const blocks = [...whole.values()].reduce((sum, { length }) => sum + Math.ceil(length / 4096), 0);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${4096 * 4 * (blocks + count)}`, "tmpfs", disk], { stdio: "pipe" });
  } catch (error) {
    return context.skip(`no small disk can be mounted here: ${String(error)}`);
  }
  try {
    const filler = join(disk, "filler");
    await writeFile(filler, new Uint8Array(4096 * (4 * (blocks + count) - Math.floor(blocks / 2))));
    const words = explaining("--resume", "out/r.jsonl");
    const full = await startGroup(folder, words).ended;
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/the disk is full.*\(output-disk-full\)/);
    expect(full.stderr).not.toMatch(/unexpected/);
    const left = await bytesIn(disk);
    for (const name of ["filler", "r.jsonl"]) left.delete(name);
    const there = compare(left, whole);
    expect([there.different, there.temporary]).toEqual([[], []]);
    expect(there.missing.length).toBeGreaterThan(0);
    const half = await toldIn(join(disk, "r.jsonl"));
    await rm(filler);
    expect(await startGroup(folder, words).ended).toEqual({ code: 0, stderr: "" });
    const { done, end } = await toldIn(join(disk, "r.jsonl"));
    const results = await bytesIn(disk);
    results.delete("r.jsonl");
    expect(compare(results, whole)).toEqual({ same: 2 * count, missing: [], different: [], temporary: [] });
    expect([done.length, new Set(done).size, end]).toEqual([count, count, { inputs: count, failed: 0 }]);
    say(`disk full: ${half.done.length} told, ${there.same} results there, none half; cleared: ${done.length} done, 0 twice`);
  } finally {
    execFileSync("umount", [disk]);
  }
});
