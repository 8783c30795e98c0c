// Runs one of this project's TypeScript programs from plain Node, in Deno: the runtime that brings WebGPU and comes from npm.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** What a program may do that obtains weights: files, the npm that packs them, one download server. */
const permissions = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  `--allow-run=npm,node,${process.execPath}`,
  "--allow-net=download.pytorch.org:443",
];

/**
 * Neither a deno.json nor a lock file of the folder that the user happens to be in may change what runs, and nothing is
 * fetched to run it.
 */
const options = ["run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--cached-only", "--node-modules-dir=manual"];

/** The path of the Deno binary that npm installed. */
export function denoBinary() {
  const folder = dirname(require.resolve("deno/package.json"));
  const binary = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  // npm 11 can hold back the script that puts the binary there; Deno's package offers the same step as a function.
  return existsSync(binary) ? binary : require("deno/install_api.cjs").runInstall();
}

/** Runs a program, given by its file URL, with the permissions above. Returns its exit code. */
export function runProgram(program, programArguments) {
  const env = { CAMLUCIDA_SHOWS_GPU: showsNoGpu() ? "no" : "perhaps" };
  return run(denoBinary(), [...options, ...permissions, fileURLToPath(program), ...programArguments], { env });
}

/**
 * Whether there can be no GPU: on Linux every driver of one makes a file in /dev. A program in Deno may not look there.
 * The parameters are a test's.
 */
export function showsNoGpu(platform = process.platform, folder = "/dev") {
  if (platform !== "linux") return false;
  try {
    return !readdirSync(folder).some((name) => /^(dri|dxg|kfd|kgsl|mali|nvhost|nvidia|nvmap|pvr)/.test(name));
  } catch {
    return false;
  }
}

/** Runs a command to its end on this process's files. Returns its exit code, or 128 + the number of the signal that ended it. */
export async function run(command, commandArguments, settings = {}) {
  // Vulkan complains on stderr where XDG_RUNTIME_DIR is missing, once for every adapter.
  const temporary = process.env.XDG_RUNTIME_DIR ? undefined : mkdtempSync(join(tmpdir(), "camlucida-"));
  const env = { ...process.env, ...(temporary && { XDG_RUNTIME_DIR: temporary }), ...settings.env };
  try {
    return await exitOf(spawn(command, commandArguments, { stdio: "inherit", ...settings, env }));
  } finally {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  }
}

/** Waits for a child, hands on the signals meant for it, and leaves none behind. */
function exitOf(child) {
  const forward = (signal) => child.kill(signal);
  // Ctrl-C reaches the child by itself; this process only has to outlive it.
  const handlers = { SIGINT: () => undefined, SIGTERM: forward, SIGHUP: forward };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
  });
}
