// What a fleet is held to: workers are killed and the server is started anew while they are at work, and in the end every picture has
// one result, and every file the bytes that a plain run writes.
import { hash } from "@camlucida/tensor/testing";
import type { InputResult } from "camlucida/internal";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { launcher } from "../workplace.ts";
import { writeDrawings } from "./drawings.ts";
import { startRedis } from "./redis.ts";

const tiny = resolve(import.meta.dirname, "../../../weights/tiny/tiny.safetensors");

export interface Trial {
  readonly pictures: number;
  readonly workers: number;
  readonly kills: number; // of workers
  readonly restarts: number; // of the server
  readonly batch: number; // pictures in a job
}

export interface Proof {
  readonly lines: number;
  readonly distinct: number; // pictures with a line
  readonly lost: number; // pictures without
  readonly failed: number;
  readonly otherBytes: number; // files that a plain run writes otherwise, or not at all
  readonly halfFiles: number; // what is left of files that were never finished
  readonly otherLines: number; // results that say something else than those of a plain run, but for times and threads
  readonly collectCode: number;
  readonly plainSeconds: number;
  readonly fleetSeconds: number; // from the first worker's start to the last result
}

/** @param redis the server's program; @param say tells what happens */
export async function prove(redis: string, trial: Trial, say: (line: string) => void = () => undefined): Promise<Proof> {
  const place = await mkdtemp(join(tmpdir(), "camlucida-fleet-"));
  try {
    return await proveIn(place, redis, trial, say);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function proveIn(place: string, redis: string, trial: Trial, say: (line: string) => void): Promise<Proof> {
  const [plain, fleet, kept] = [join(place, "plain"), join(place, "fleet"), await mkdtemp(join(place, "redis-"))];
  for (const folder of [plain, fleet]) {
    await writeDrawings(join(folder, "photos"), trial.pictures);
    await copyFile(tiny, join(folder, "tiny.safetensors"));
  }
  const settings = ["--model", "tiny.safetensors", "--class", "top2", "--out", "maps/{stem}.{class}.png", "--raw", "maps/{stem}.{class}.npy"];
  const alone = await timed(() => cam(plain, "photos", ...settings, "--device", "cpu", "--json"));
  say(`a plain run: ${alone.seconds.toFixed(1)} s`);
  const server = await startRedis(redis, kept);
  try {
    const queue = ["--queue", server.url];
    const submitted = await timed(() => cam(fleet, "submit", "photos", ...settings, ...queue, "--batch", String(trial.batch)));
    say(`${submitted.result.stdout.trim()}, in ${submitted.seconds.toFixed(1)} s`);
    const fleetSeconds = await workThrough({ fleet, queue, server, trial, say });
    const collected = await cam(fleet, "collect", ...queue);
    return { ...await compare(plain, fleet, alone.result.stdout, collected.stdout), collectCode: collected.code, plainSeconds: alone.seconds, fleetSeconds };
  } finally {
    await server.kill();
  }
}

interface Scene {
  readonly fleet: string;
  readonly queue: readonly string[];
  readonly server: Awaited<ReturnType<typeof startRedis>>;
  readonly trial: Trial;
  readonly say: (line: string) => void;
}

/** Workers work until nothing is left; at even distances one of them is killed, and replaced, or the server is. @returns the seconds until then */
async function workThrough({ fleet, queue, server, trial: { pictures, workers, kills, restarts }, say }: Scene): Promise<number> {
  const begin = (): ChildProcess => spawn("setsid", ["node", launcher, "work", ...queue, "--device", "cpu", "--quiet"], { cwd: fleet, stdio: ["ignore", "ignore", "ignore"] });
  const began = performance.now();
  const atWork = Array.from({ length: workers }, begin);
  const events = [...Array.from({ length: kills }, () => "kill"), ...Array.from({ length: restarts }, () => "restart")]
    .map((what, at) => ({ what, order: hash(7, at) })).toSorted((a, b) => a.order - b.order).map(({ what }) => what);
  for (const [at, event] of events.entries()) {
    const done = await doneBeyond(Math.floor((pictures * (at + 1)) / (events.length + 2)), fleet, queue);
    if (event === "restart") {
      await server.kill();
      await server.start();
      say(`${done} of ${pictures} done: the server was killed and started again`);
    } else {
      const which = hash(8, at) % workers;
      process.kill(-(atWork[which]?.pid as number), "SIGKILL"); // the launcher and all that it started
      atWork[which] = begin();
      say(`${done} of ${pictures} done: worker ${which + 1} was killed, and another one started`);
    }
  }
  await doneBeyond(pictures, fleet, queue);
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(atWork.map((worker) => new Promise((ended) => {
    worker.once("exit", ended);
    process.kill(worker.pid as number, "SIGTERM");
  })));
  return seconds;
}

/** What `camlucida status --json` tells, as far as it matters here. */
interface QueueState {
  readonly jobs: { readonly waiting: number; readonly active: number };
  readonly pictures: { readonly submitted: number; readonly explained: number; readonly failed: number };
}

/** Waits until so many pictures are done. @returns how many are */
async function doneBeyond(count: number, fleet: string, queue: readonly string[]): Promise<number> {
  for (;;) {
    const { stdout } = await cam(fleet, "status", ...queue, "--json");
    const { jobs, pictures: { submitted, explained, failed } } = JSON.parse(stdout) as QueueState;
    const done = explained + failed;
    if (done >= count && (count < submitted || jobs.waiting + jobs.active === 0)) return done;
    await new Promise((again) => { setTimeout(again, 200); });
  }
}

interface Run {
  readonly code: number;
  readonly stdout: string;
}

const cam = (cwd: string, ...words: string[]): Promise<Run> => new Promise((done) => {
  execFile("node", [launcher, ...words], { cwd, encoding: "utf8", maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
    if (stderr !== "") process.stderr.write(stderr);
    done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout });
  });
});

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const began = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - began) / 1000 };
}

async function compare(plain: string, fleet: string, plainLines: string, fleetLines: string): Promise<Omit<Proof, "collectCode" | "plainSeconds" | "fleetSeconds">> {
  const [expected, found] = [plainLines, fleetLines].map(readLines) as [InputResult[], InputResult[]];
  const names = new Set(found.map(({ image }) => image));
  const said = new Map(found.map((result) => [result.image, saying(result)]));
  const files = await readdir(join(plain, "maps"));
  const there = new Set(await readdir(join(fleet, "maps")));
  let otherBytes = 0;
  for (const name of files) {
    if (!there.has(name) || !(await readFile(join(plain, "maps", name))).equals(await readFile(join(fleet, "maps", name)))) otherBytes++;
  }
  return {
    lines: found.length, distinct: names.size, lost: expected.filter(({ image }) => !names.has(image)).length, failed: found.filter(({ ok }) => !ok).length,
    otherBytes, halfFiles: [...there].filter((name) => !files.includes(name)).length,
    otherLines: expected.filter((result) => said.get(result.image) !== saying(result)).length,
  };
}

const readLines = (text: string): InputResult[] => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as InputResult);

/** A result but for times, on how many threads it was computed, and the few numbers of each map that kept lines have. */
const saying = (result: InputResult): string => JSON.stringify({ ...result, ms: undefined, device: undefined }, (key, value: unknown) => (key === "grid" ? undefined : value));
