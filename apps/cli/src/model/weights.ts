// `camlucida weights <name>…`: obtains models ahead of time. Results on stdout, everything else on stderr.
import { CamlucidaError } from "@camlucida/tensor";
import {
  cachedPath, cacheFolder, digestOfFile, entryOf, isFile, type Manifest, type ModelEntry, obtain, obtainAnew, type ObtainOptions, shippedManifest,
} from "@camlucida/weights";
import { stat } from "node:fs/promises";
import process from "node:process";
import type { WeightsOptions } from "../arguments/read_commands.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import type { Sink } from "../files/stdout.ts";
import { messageOf, UsageError } from "../errors/errors.ts";
import { downloadsOn } from "../report/progress.ts";

/** Runs the command and returns its exit code. @throws UsageError for a name that is no model's */
export async function weightsCommand({ names, list, force, cache }: WeightsOptions, stdout: Sink): Promise<ExitCode> {
  const manifest = shippedManifest();
  const folder = cache ?? cacheFolder(process.env, process.platform);
  if (list) {
    await stdout.write(await listing(manifest, folder));
    return exitCodes.allDone;
  }
  const entries = names.map((name) => knownEntry(manifest, name));
  return obtainAll(entries, manifest, { folder, how: force ? obtainAnew : obtain, stdout });
}

function knownEntry(manifest: Manifest, name: string): ModelEntry {
  try {
    return entryOf(manifest, name);
  } catch (error) {
    throw new UsageError("usage-bad-value", messageOf(error), { cause: error }); // with the nearest name
  }
}

async function listing(manifest: Manifest, folder: string): Promise<string> {
  const lines = [...manifest.models.values()].map(async ({ name, title, licence, source }) => {
    const path = cachedPath(folder, name);
    const size = `${(source.bytes / 1e6).toFixed(1)} MB`.padStart(8);
    const role = name === manifest.default.model ? " (default)" : "";
    return `${name.padEnd(19)} ${size}  ${licence.padEnd(12)}  ${(await isFile(path)) ? path : "not here"}  ${title}${role}\n`;
  });
  return (await Promise.all(lines)).join("");
}

async function obtainAll(entries: readonly ModelEntry[], manifest: Manifest, { folder, how, stdout }: { folder: string; how: typeof obtain; stdout: Sink }): Promise<ExitCode> {
  const progress = downloadsOn(process.stderr);
  const say = (line: string): void => {
    progress.clear();
    process.stderr.write(`${line}\n`);
  };
  let failed = 0;
  for (const entry of entries) {
    await obtainOne(entry, { cacheFolder: folder, manifest, log: say, progress: progress.show }, how).then(
      async (line) => {
        progress.clear();
        await stdout.write(line);
      },
      (error: unknown) => {
        failed++;
        say(error instanceof CamlucidaError ? `${error.code}: ${error.message}` : messageOf(error));
      },
    );
  }
  return failed === 0 ? exitCodes.allDone : exitCodes.someFailed;
}

async function obtainOne(entry: ModelEntry, options: ObtainOptions, how: typeof obtain): Promise<string> {
  const path = await how(entry, options);
  return `${entry.name}  ${path}  ${(await stat(path)).size} bytes  sha256 ${await digestOfFile(path, "sha256", "hex")}\n`;
}
