// `npm run verify -- many-inputs [COUNT] [KIND …]`: what a run over 100,000 inputs needs beside one over 100. The first hundred are pictures; all
// others are links to an empty file, so that reading ends at once and what is left is what this program does for each input. Told are the time
// until the first result is there and the peak of the process's memory, as Linux counts it: for a folder, for a list, for a folder with a
// journal, for one that was done before, and with --force, where all inputs are looked at first. Fails above 2 s or 100 MB more.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../install.mjs";

const few = 100;
const [mostSeconds, mostMegabytes] = [2, 100];

/** @returns how many of its checks failed */
export async function verifyManyInputs([count = "100000", ...chosen]) {
  const place = mkdtempSync(join(tmpdir(), "camlucida-many-"));
  try {
    let failed = 0;
    for (const [kind, words] of Object.entries(kinds).filter(([name]) => chosen.length === 0 || chosen.includes(name))) {
      const [small, large] = [await measured(place, few, words), await measured(place, Number(count), words)];
      const more = { megabytes: large.megabytes - small.megabytes, seconds: large.first - small.first };
      const good = more.megabytes <= mostMegabytes && more.seconds <= mostSeconds;
      failed += Number(!good);
      console.log(`${good ? "✓" : "✗"} ${kind}: ${told(few, small)}; ${told(Number(count), large)}; ${more.megabytes.toFixed(0)} MB and ${more.seconds.toFixed(2)} s more`);
    }
    return failed;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const kinds = {
  folder: ["photos"],
  list: ["--files-from", "names.txt"],
  journal: ["photos", "--resume", "r.jsonl"],
  done: ["photos", "--resume", "r.jsonl", "--keep-failures"], // by what the kind before it wrote
  force: ["photos", "--force"],
};

const told = (count, { first, all, megabytes }) => `${count.toLocaleString("en")} inputs: first after ${first.toFixed(2)} s, all in ${all.toFixed(1)} s, ${megabytes.toFixed(0)} MB`;

async function measured(place, count, words) {
  const folder = join(place, String(count));
  makeInputs(folder, count);
  if (!words.includes("--keep-failures")) for (const name of ["r.jsonl", "out"]) rmSync(join(folder, name), { recursive: true, force: true });
  const command = [join(root, "apps/cli/bin/camlucida.mjs"), ...words, "--model", join(root, "weights/tiny/tiny.safetensors"), "--device", "cpu", "--json", "--out", "out/{stem}.png"];
  const began = performance.now();
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  let [first, lines, megabytes] = [0, 0, 0];
  child.stdout.on("data", (bytes) => {
    first ||= (performance.now() - began) / 1000;
    for (const byte of bytes) lines += Number(byte === 0x0a);
  });
  const watch = setInterval(() => { megabytes = Math.max(megabytes, peakBelow(child.pid)); }, 50);
  await new Promise((done) => { child.on("close", done); });
  clearInterval(watch);
  if (lines !== count) throw new Error(`${lines} of ${count} inputs were told of: ${words.join(" ")}`);
  return { first, all: (performance.now() - began) / 1000, megabytes };
}

function makeInputs(folder, count) {
  const photos = join(folder, "photos");
  try {
    mkdirSync(photos, { recursive: false });
  } catch (error) {
    if (error.code === "EEXIST") return;
    mkdirSync(photos, { recursive: true });
  }
  writeFileSync(join(folder, "empty"), "");
  const names = Array.from({ length: count }, (_, at) => `${String(at).padStart(7, "0")}.png`);
  for (const [at, name] of names.entries()) {
    if (at < few) copyFileSync(join(root, "weights/tiny/shapes.png"), join(photos, name));
    else symlinkSync("../empty", join(photos, name));
  }
  writeFileSync(join(folder, "names.txt"), names.map((name) => `photos/${name}\n`).join(""));
}

/** The most memory that what the launcher has started has held, MB. */
function peakBelow(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return Math.max(0, ...children.map((child) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child}/status`, "utf8"))?.[1] ?? 0) * 1024 / 1e6));
  } catch {
    return 0; // it has just ended
  }
}
