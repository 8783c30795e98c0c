// An empty project outside the repository, with the tarballs installed and what the consumers read.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
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
