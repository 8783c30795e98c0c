// An empty project outside the repository, with the tarballs installed and what the consumers read; and what every
// consumer must find.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../install.mjs";
import { tarballs } from "./layout.mjs";

const here = (name) => join(root, "scripts/packages/consumers", name);

/** @param others packages of the registry. @returns its folder */
export function makeProject(name, others = []) {
  const folder = mkdtempSync(join(tmpdir(), `camlucida-${name}-`));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  const packed = readdirSync(tarballs).map((file) => join(tarballs, file));
  call("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", ...packed, ...others], folder);
  placeConsumers(folder);
  return folder;
}

/** The programs, the network and the picture. */
export function placeConsumers(folder) {
  cpSync(join(root, "test/fixtures/conventions/plain.safetensors"), join(folder, "my.safetensors"));
  cpSync(join(root, "samples/chelsea.png"), join(folder, "photo.png"));
  for (const file of readdirSync(here("."))) cpSync(here(file), join(folder, file));
  offerModel(folder, readFileSync(join(folder, "my.safetensors")));
}

/** As a site offers it by its name: in two parts, each with its SHA-256. */
function offerModel(folder, file) {
  const described = (data) => ({ bytes: data.length, sha256: createHash("sha256").update(data).digest("hex") });
  const parts = [file.subarray(0, 10_000), file.subarray(10_000)].map((data, at) => ({ path: `my.${at}`, data }));
  mkdirSync(join(folder, "models"), { recursive: true });
  for (const { path, data } of parts) writeFileSync(join(folder, "models", path), data);
  const variant = { precision: "float32", ...described(file), parts: parts.map(({ path, data }) => ({ path, ...described(data) })) };
  writeFileSync(join(folder, "models/index.json"), JSON.stringify({ models: [{ name: "my", title: "Mine", licence: "MIT", variants: [variant] }] }));
}

/** Runs a command to its end. @returns its stdout. @throws Error with what it said where it fails */
export function call(command, words, folder, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, words, { cwd: folder, encoding: "utf8", shell: process.platform === "win32", env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
  if (status === 0) return stdout;
  throw new Error(`${[command, ...words].join(" ")} ended with ${status ?? error?.message}\n${(stdout + stderr).slice(-2000)}`);
}

/** The logits that PyTorch saved of the picture (test/reference_conventions.py). */
const file = readFileSync(join(root, "test/fixtures/conventions/chelsea.npy"));
const numbers = file.subarray(10 + file.readUInt16LE(8)); // behind NumPy's header, float32
const saved = Array.from({ length: numbers.length / 4 }, (_, at) => numbers.readFloatLE(4 * at));

/** Of the logits' range, 7.6: float32 sums in another order, over twenty layers. */
const TOLERANCE = 1e-4 * (Math.max(...saved) - Math.min(...saved));

/** @param where it was found, for messages. @returns the device. @throws Error where anything differs */
export function check(where, { device, logits, residual, cells, pixels }) {
  const differences = saved.map((value, at) => Math.abs(value - logits[at]));
  if (logits.length !== saved.length || !(Math.max(...differences) < TOLERANCE)) throw new Error(`${where}: logits ${logits.join(", ")}; PyTorch has ${saved.join(", ")}`);
  if (!(residual < TOLERANCE)) throw new Error(`${where}: the map misses its logit by ${residual}`);
  if (String(cells) !== "7,7,14,14") throw new Error(`${where}: maps of ${cells} cells; expected 7×7 and 14×14`);
  if (String(pixels) !== "451,300") throw new Error(`${where}: a picture of ${pixels} pixels; expected 451×300`);
  return device;
}
