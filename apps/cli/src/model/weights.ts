// `camlucida weights <name>…`: obtains models ahead of time. Results on stdout, everything else on stderr.
import { CamlucidaError } from "@camlucida/tensor";
import {
  cachedPath, cacheFolder, digestOfFile, entryOf, isFile, type Manifest, obtain, obtainAnew, type ObtainOptions, shippedManifest,
} from "@camlucida/weights";
import { stat } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { messageOf } from "../errors/errors.ts";
import { downloadsOn } from "../report/progress.ts";

const help = `Usage: camlucida weights <name>… [options]
       camlucida weights --list

Obtains models: downloads, verifies the hash, converts to .safetensors.

  --list        the models there are, and which of them are here
  --force       fetch anew what is here already
  --cache DIR   keep them in DIR (default: $CAMLUCIDA_CACHE, else your cache folder)
  --help        this text

Exit codes: 0 all obtained, 1 some failed, 2 usage.
`;

const options = {
  list: { type: "boolean" },
  force: { type: "boolean" },
  cache: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Runs the command and returns its exit code. */
export async function weightsCommand(args: readonly string[]): Promise<0 | 1 | 2> {
  const command = parse(args);
  if (typeof command === "string") return usage(command);
  if (command.values.help) return print(help);
  const manifest = shippedManifest();
  try {
    const folder = command.values.cache ?? cacheFolder(process.env, process.platform);
    if (command.values.list) return print(await listing(manifest, folder));
    const unknown = command.positionals.find((name) => !manifest.models.has(name));
    if (unknown !== undefined) entryOf(manifest, unknown); // throws, with the nearest name
    if (command.positionals.length === 0) return usage("name a model, or ask for --list");
    return await obtainAll(command.positionals, manifest, folder, command.values.force === true ? obtainAnew : obtain);
  } catch (error) {
    return usage(messageOf(error));
  }
}

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> | string {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return messageOf(error);
  }
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function usage(message: string): 2 {
  process.stderr.write(`${message}\nTry: npx camlucida weights --help\n`);
  return 2;
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

async function obtainAll(names: readonly string[], manifest: Manifest, folder: string, how: typeof obtain): Promise<0 | 1> {
  const progress = downloadsOn(process.stderr);
  const say = (line: string): void => {
    progress.clear();
    process.stderr.write(`${line}\n`);
  };
  let failed = 0;
  for (const name of names) {
    await obtainOne(name, { cacheFolder: folder, manifest, log: say, progress: progress.show }, how).then(
      (line) => {
        progress.clear();
        print(line);
      },
      (error: unknown) => {
        failed++;
        say(error instanceof CamlucidaError ? `${error.code}: ${error.message}` : messageOf(error));
      },
    );
  }
  return failed === 0 ? 0 : 1;
}

async function obtainOne(name: string, options: ObtainOptions, how: typeof obtain): Promise<string> {
  const path = await how(entryOf(options.manifest, name), options);
  return `${name}  ${path}  ${(await stat(path)).size} bytes  sha256 ${await digestOfFile(path, "sha256", "hex")}\n`;
}
