// Several machines at a queue, as commands: what is lost, what is refused, and what is told.
import { keep } from "@camlucida/weights";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeDrawings } from "./fleet/drawings.ts";
import { prove } from "./fleet/prove.ts";
import { type RedisServer, serverProgram, startRedis } from "./fleet/redis.ts";
import { launcher, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

const program = serverProgram() ?? "";
const drawings = 12;

test.skipIf(process.env["CI"] !== "true")("there is a server to test with: redis-server or valkey-server", () => {
  expect(program).not.toBe("");
});
if (program === "") console.warn("NO REDIS: several machines at a queue were not tested. On Debian: apt-get install redis-server");

describe.skipIf(program === "")("a queue", () => {
  let place: Workplace;
  let server: RedisServer;
  const password = "p@ss/word";
  const url = (port: number): string => `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const at = (name: string): string[] => ["--queue-name", name];
  const fleet = (...words: string[]): Promise<Run> => place.camIn({ CAMLUCIDA_QUEUE: url(server.port) }, ...words);
  const submit = (name: string, ...words: string[]): Promise<Run> => fleet("submit", ...words, "--model", "tiny.safetensors", ...at(name));
  const work = (name: string, ...words: string[]): Promise<Run> => fleet("work", "--until-empty", "--device", "cpu", ...at(name), ...words);
  const collect = (name: string, ...words: string[]): Promise<Run> => fleet("collect", ...at(name), ...words);
  const jobsOf = async (name: string): Promise<unknown> => (JSON.parse((await fleet("status", "--json", ...at(name))).stdout) as { jobs: unknown }).jobs;

  beforeAll(async () => {
    place = await openWorkplace();
    await writeDrawings(join(place.folder, "photos"), drawings);
    await mkdir(join(place.folder, "redis"));
    server = await startRedis(program, join(place.folder, "redis"), ["--requirepass", password]);
  });
  afterAll(async () => {
    await server.kill();
    await place.close();
  });

  test("two workers, one of them killed, and the server too: nothing is lost, and every file is as a plain run writes it", async () => {
    const { plainSeconds: _plain, fleetSeconds: _fleet, ...facts } = await prove(program, { pictures: 60, workers: 2, kills: 1, restarts: 1, batch: 4 });
    expect(facts).toEqual({ lines: 60, distinct: 60, lost: 0, failed: 0, otherBytes: 0, halfFiles: 0, otherLines: 0, collectCode: 0 });
  });

  test("submitted twice is there once; what is not done is told; a picture that cannot be read fails alone", async () => {
    await mkdir(join(place.folder, "some"));
    await writeDrawings(join(place.folder, "some"), 5);
    await writeFile(join(place.folder, "some/drawing00002.png"), "no picture");
    expect((await submit("twice", "some", "--batch", "2")).stdout).toBe(`5 pictures in 3 jobs: twice at redis://127.0.0.1:${server.port}\n`);
    expect((await submit("twice", "some", "--batch", "2")).stdout).toContain("5 pictures in 3 jobs, 3 of which were there already");
    const early = await collect("twice");
    expect(early).toMatchObject({ code: 5, stdout: "" });
    expect(early.stderr).toMatch(/^3 jobs of twice .* are not done yet/);
    expect(await work("twice")).toMatchObject({ code: 0, stderr: expect.stringMatching(/4 explained, 1 failed in 3 jobs\n$/) as string });
    expect(await jobsOf("twice")).toEqual({ waiting: 0, active: 0, done: 3, failed: 0 });
    const all = await collect("twice", "--remove");
    expect(all.code).toBe(1);
    expect(resultsOf(all).map(({ image, ok }) => `${image} ${ok}`)).toEqual([0, 1, 2, 3, 4].map((at) => `some/drawing0000${at}.png ${at !== 2}`));
    expect(await jobsOf("twice")).toEqual({ waiting: 0, active: 0, done: 0, failed: 0 });
    expect((await fleet("status", ...at("twice"))).stdout).toContain("0 left of 0");
  });

  test("a worker with another model refuses the job, which stays for others", async () => {
    await submit("other", "photos");
    const own = join(place.folder, "own");
    await mkdir(own);
    await copyFile(resolve(import.meta.dirname, "../../weights/tiny/tiny.safetensors"), join(own, "tiny.safetensors"));
    const run = await work("other", "--root", own);
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(/✗ This machine's tiny is another model \(SHA-256 9746be948fb0…\) than the job was submitted with/);
    expect(await jobsOf("other")).toEqual({ waiting: 1, active: 0, done: 0, failed: 0 });
    expect((await work("other")).code).toBe(0);
    expect(resultsOf(await collect("other")).filter(({ ok }) => ok)).toHaveLength(drawings);
  });

  test("SIGTERM: what was at hand is given back, and done by another worker", async () => {
    await submit("ended", "photos", "--batch", "1", "--class", "top2", "--out", "ended/{stem}.{class}.png");
    const running = place.start("work", "--queue", url(server.port), "--device", "cpu", ...at("ended"));
    while ((await fleet("status", "--json", ...at("ended"))).stdout.includes("\"explained\":0,")) await new Promise((again) => { setTimeout(again, 50); });
    running.kill("SIGTERM");
    const run = await running.ended;
    expect(run.code).toBe(143);
    expect(run.stderr).toMatch(/\ninterrupted: \d+ explained, 0 failed in \d+ jobs, \d+ given back\n$/);
    expect(run.stderr).not.toContain(encodeURIComponent(password));
    expect(await jobsOf("ended")).toMatchObject({ active: 0 });
    expect((await work("ended")).code).toBe(0);
    expect(new Set(resultsOf(await collect("ended")).filter(({ ok }) => ok).map(({ image }) => image)).size).toBe(drawings);
  });

  test("no queue, or none that lets us in: said at once, and without the password", async () => {
    for (const [address, words] of [["redis://:secret@127.0.0.1:1", /cannot be reached \(connect ECONNREFUSED/], [`redis://me:secret@127.0.0.1:${server.port}`, /does not let this user in/], [`redis://127.0.0.1:${server.port}`, /NOAUTH/]] as const) {
      for (const command of [["status"], ["collect"], ["work"], ["submit", "photos", "--model", "tiny.safetensors"]]) {
        const run = await place.cam(...command, "--queue", address);
        expect(run).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(words) as string });
        expect(run.stderr).not.toContain("secret");
      }
    }
  });

  test("what docs/fleet.md prints runs as it is printed", async () => {
    await mkdir(join(place.folder, "cache"), { recursive: true });
    await keep(join(place.folder, "cache/resnet18.safetensors"), await readFile(place.model));
    const text = await readFile(resolve(import.meta.dirname, "../../docs/fleet.md"), "utf8");
    const lines = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = ""]) => block.trim().split("\n"));
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const typed = line.replace("redis://localhost:6379", url(server.port)).replace(/^npx camlucida/, `node '${launcher}'`);
      const env = { ...process.env, CAMLUCIDA_CACHE: join(place.folder, "cache") };
      await promisify(execFile)("sh", ["-c", typed], { cwd: place.folder, env }); // rejects unless it ends with 0
    }
    const results = resultsOf({ code: 0, stdout: await readFile(join(place.folder, "results.jsonl"), "utf8"), stderr: "" });
    expect(results.filter(({ ok }) => ok)).toHaveLength(drawings);
  });

  test.each([
    [["submit", "../x.png"], /fleet|not touched|does not lie below/],
    [["submit", "-"], /standard input|no file that workers can read/],
    [["submit", "https://example.org/a.png"], /no file that workers can read/],
    [["submit", "photos", "--out", "-"], /standard output/],
    [["submit", "photos", "--labels", "/etc/hostname"], /does not lie below/],
    [["work", "--root", "nowhere"], /--root: nowhere is no folder/],
  ])("refused as mistyped: %s", async (words, message) => {
    const run = await fleet(...words, ...(words[0] === "submit" ? ["--model", "tiny.safetensors"] : []), ...at("refused"));
    expect(run.stderr).toMatch(message);
    expect(run.code).toBe(2);
  });
});
