// Runs one of this project's TypeScript programs from plain Node, in Deno: the runtime that brings WebGPU and comes from npm.

import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openFilesLimit } from "./open_files.mjs";
import { finish, inRuntime, start } from "./run.mjs";

export { run } from "./run.mjs";

const require = createRequire(import.meta.url);

/** What obtains models: the npm that packs them, and one download server. */
export const obtainers = { run: ["npm", "node", process.execPath], net: ["download.pytorch.org:443"] };

/** What a program may do that builds from weights and obtains them: files, the npm that packs them, one download server. */
const permissions = ["--allow-read", "--allow-write", "--allow-env", `--allow-run=${obtainers.run.join()}`, `--allow-net=${obtainers.net.join()}`];

/**
 * Neither a deno.json nor a lock file of the folder that the user happens to be in may change what runs, and nothing is
 * fetched to run it. What large pictures leave behind is collected when they are done with, and what is short-lived in steps of
 * 1 MB in each thread, not of 16 or 32: a long run then holds hardly more than a short one, and takes no longer.
 */
const options = ["run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--cached-only", "--node-modules-dir=manual", "--v8-flags=--expose-gc,--max-semi-space-size=1"];

/** Whether npm installed Deno where it can be found from here. */
export function hasDeno() {
  try {
    require.resolve("deno/package.json");
    return true;
  } catch {
    return false;
  }
}

/** The path of the Deno binary that npm installed. */
export function denoBinary() {
  const folder = dirname(require.resolve("deno/package.json"));
  const binary = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  // npm 11 can hold back the script that puts the binary there; Deno's package offers the same step as a function.
  return existsSync(binary) ? binary : require("deno/install_api.cjs").runInstall();
}

/**
 * Runs a program, given by its file URL. Returns its exit code. The channel between the two processes carries nothing: when it
 * closes, the program knows that this process is gone.
 * @param grant what it may do, as flags, and what else its environment tells it, given what that has more than ours
 */
export function runProgram(program, programArguments, grant = () => ({ flags: permissions, env: {} })) {
  return inRuntime((runtime) => {
    const { flags, env: more } = grant(runtime);
    const env = { ...runtime, ...more, CAMLUCIDA_SHOWS_GPU: showsNoGpu() ? "no" : "perhaps", CAMLUCIDA_OPEN_FILES: String(openFilesLimit()) };
    const words = [...options, ...flags, fileURLToPath(program), ...programArguments];
    return start(denoBinary(), words, { env, stdio: ["inherit", "inherit", "inherit", "ipc"] }, finish);
  });
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
