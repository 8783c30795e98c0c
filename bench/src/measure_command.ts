// The command line as its users have it, beside what the engine takes without it. Rounds in which they take turns.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { encodeJpeg } from "../../apps/cli/src/image/encode.ts";
import { metadataKeys, writeSafetensors } from "../../packages/tensor/src/index.ts";
import type { ModelName } from "./contender.ts";
import { networkOf, photo } from "./network.ts";
import { machineOf } from "./reports/case.ts";
import type { CommandReport, FolderTimes } from "./reports/command_report.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const camlucida = path("../../apps/cli/bin/camlucida.mjs");
const deno = ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", path("in_one_process.ts")];

/** Pictures at a folder's beginning that do not count: threads start, compilers warm up. */
const leading = 40;

export async function measureCommand(model: ModelName, pictures: number, devices: readonly ("cpu" | "gpu")[], rounds: number, tell: (doing: string) => void): Promise<CommandReport> {
  const place = await workplaceFor(model, pictures);
  try {
    const times = { node: [] as number[], help: [] as number[], first: [] as number[], warm: [] as number[] };
    const folders: FolderTimes[] = devices.map((device) => ({ device, network: [], command: [], memory: [] }));
    for (let round = 0; round < rounds; round++) {
      tell(`${model}, round ${round + 1} of ${rounds}`);
      times.node.push(await timeOf("node", ["-e", "0"]));
      times.help.push(await timeOf("node", [camlucida, "--help"]));
      times.first.push(await timeOf("node", [camlucida, place.first, "--model", place.model, "--device", "auto", "--force", "--quiet"]));
      times.warm.push(...(await linesOf(process.execPath, [...deno, "warm", place.model, place.first, "cpu"])).map(Number));
      for (const folder of pictures > leading ? folders : []) await measureFolder(place, pictures, folder);
    }
    return { model, pictures, date: new Date().toISOString(), machine: await machineOf("Deno"), ...times, folders };
  } finally {
    await place.remove();
  }
}

/**
 * The network alone, the whole command, and the network again: some machines slow down when they have worked for long. A picture
 * counts when its line of JSON is there.
 */
async function measureFolder({ model, folder, first }: CommandInputs, pictures: number, times: FolderTimes): Promise<void> {
  const alone = async (): Promise<number[]> => (await linesOf(process.execPath, [...deno, "batch", model, first, times.device])).map(Number);
  times.network.push(...(await alone()));
  const child = spawn("node", [camlucida, folder, "--model", model, "--device", times.device, "--json", "--force", "--out", `${folder}/../drawn/{stem}.png`], { stdio: ["ignore", "pipe", "inherit"] });
  let [began, ended, done] = [0, 0, 0];
  for await (const _ of createInterface({ input: child.stdout })) {
    ended = performance.now();
    if (++done === leading) began = ended;
    if (done % Math.floor(pictures / 4) === 0) times.memory.push(residentBelow(child.pid ?? 0));
  }
  times.command.push((ended - began) / (done - leading));
  times.network.push(...(await alone()));
  await rm(`${folder}/../drawn`, { recursive: true, force: true });
}

/** Bytes that a process' first child holds: the command's Deno. 0 where the system does not say. */
function residentBelow(pid: number): number {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    return Number(/VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${child}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** ms from a command's start to its end. @throws Error where it fails */
async function timeOf(command: string, words: readonly string[]): Promise<number> {
  const began = performance.now();
  await linesOf(command, words);
  return performance.now() - began;
}

function linesOf(command: string, words: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => void chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString().split("\n").filter((line) => line !== ""));
      else reject(new Error(`${command} ${words.join(" ")} ended with ${code}.`));
    });
  });
}

/** What the command line is given: a model in its file, and a folder of photographs. */
interface CommandInputs {
  readonly model: string; //  the path of a .safetensors with names for its classes
  readonly folder: string; // of .jpg files, 640×480
  readonly first: string; //  one of them
  remove(): Promise<void>;
}

async function workplaceFor(model: ModelName, pictures: number): Promise<CommandInputs> {
  const place = await mkdtemp(join(tmpdir(), "camlucida-bench-"));
  const [file, folder] = [join(place, `${model}.safetensors`), join(place, "photographs")];
  const { checkpoint: { tensors } } = networkOf(model, 1);
  const classes = tensors.get("fc.weight")?.shape[0] ?? 0;
  await writeFile(file, writeSafetensors(tensors, { [metadataKeys.labels]: Array.from({ length: classes }, (_, index) => `class ${index}`).join("\n") }));
  await mkdir(folder);
  const image = photo();
  for (let at = 0; at < pictures; at++) {
    const shifted = new Uint8Array(image.data.length); // rolled on by some rows: no two are the same
    const rows = 4 * image.width * (at % image.height);
    shifted.set(image.data.subarray(rows));
    shifted.set(image.data.subarray(0, rows), image.data.length - rows);
    await writeFile(nameOf(folder, at), await encodeJpeg({ ...image, data: shifted }, 88));
  }
  return { model: file, folder, first: nameOf(folder, 0), remove: () => rm(place, { recursive: true, force: true }) };
}

const nameOf = (folder: string, at: number): string => join(folder, `${String(at).padStart(4, "0")}.jpg`);
