// A place where what the documents print can be run as it is printed: commands under their own names, the photographs and files that are named,
// small networks under the names of the real ones, and a server in place of example.org.
import { encodeNpy } from "@camlucida/cam";
import { metadataKeys, writeSafetensors } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { keep } from "@camlucida/weights";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { resultsOf, type Run } from "./workplace.ts";

export const repository = resolve(import.meta.dirname, "../..");

export interface PrintedPlace {
  /** A fresh copy of the photographs and files, with further ones that stand ready by their names. */
  copy(...further: readonly string[]): Promise<string>;
  /** Runs a line by a shell in a folder. */
  shell(line: string, where: string): Promise<Run>;
  /** What a shell in that folder has around it. */
  environment(where: string): NodeJS.ProcessEnv;
  close(): Promise<void>;
}

const photo = join(repository, "test/fixtures/images/420_64x48.jpg");
const photos = ["cat.jpg", "photo.png", "x.png", "写真.jpg", "samples/chelsea.png", "photos/1.jpg", "photos/2.jpg", "pets/a.jpg", "pets/kittens/b.jpg", "写真フォルダー/1.jpg"];

/** @param scripts of the repository's package.json */
export async function openPrintedPlace(scripts: Readonly<Record<string, string>>): Promise<PrintedPlace> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-documents-"));
  const server = createServer((_, response) => void readFile(photo).then((bytes) => response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const environment = (where: string): NodeJS.ProcessEnv => ({
    ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, CAMLUCIDA_CACHE: join(folder, "cache"), HOME: where, XDG_CONFIG_HOME: where,
  });
  const shell: PrintedPlace["shell"] = (line, where) => new Promise((done) => {
    const near = /^(npx )?camlucida http/.test(line) ? line.replace("https://example.org/", address) : line;
    execFile("sh", ["-c", near], { cwd: where, env: environment(where), encoding: "utf8", maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr }));
  });
  await standIns(join(folder, "bin"), scripts);
  await placeFiles(join(folder, "place"), join(folder, "cache"));
  await ready(folder, shell);
  return {
    copy: async (...further) => {
      const where = await mkdtemp(join(folder, "line-"));
      await cp(join(folder, "place"), where, { recursive: true });
      for (const name of further) await cp(join(folder, "ready", name), join(where, name), { recursive: true });
      return where;
    },
    shell,
    environment,
    close: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** npm and npx stand in the clone, and the others give and take what they would. */
async function standIns(folder: string, scripts: Readonly<Record<string, string>>): Promise<void> {
  const start = `exec node ${quoted(join(repository, "apps/cli/bin/camlucida.mjs"))} "$@"`;
  const programs = {
    camlucida: start,
    npx: `[ "$1" = camlucida ] || exit 97\nshift\n${start}`,
    npm: `[ "$1 $2 $3" = "run cam --" ] || exit 97\nshift 3\nINIT_CWD="$PWD"; export INIT_CWD; cd ${quoted(repository)} && exec ${scripts["cam"]} "$@"`,
    curl: `[ "$*" = "-s https://example.org/cat.jpg" ] || exit 97\nexec cat cat.jpg`,
    jq: `exec node -e 'for (const line of require("fs").readFileSync(0, "utf8").trim().split("\\n")) console.log(JSON.parse(line).top[0].label)'`,
  };
  await mkdir(folder);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
}

export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

async function placeFiles(here: string, cache: string): Promise<void> {
  for (const part of ["samples", "photos", "pets/kittens", "写真フォルダー"]) await mkdir(join(here, part), { recursive: true });
  for (const name of photos) await cp(photo, join(here, name));
  const weights = writeSafetensors(tinyResnet(), { [metadataKeys.labels]: "tabby\nlynx\nEgyptian cat" });
  await writeFile(join(here, "my.pth"), weights);
  await writeFile(join(here, "my.txt"), "tabby\nlynx\ncart\n");
  await writeFile(join(here, "boxes.json"), JSON.stringify({ "a.jpg": [2, 2, 20, 20] }));
  await writeFile(join(here, "truth.csv"), "image,label\npets/a.jpg,tabby\npets/kittens/b.jpg,lynx\nphotos/1.jpg,tabby\nphotos/2.jpg,lynx\n");
  await cp(join(here, "truth.csv"), join(here, "labels.csv"));
  await mkdir(cache);
  for (const name of ["resnet18", "resnet50", "resnet50-keras"]) await keep(join(cache, `${name}.safetensors`), weights);
}

/** What earlier commands have left to later ones: logits of Python, results, and those of two parts. */
async function ready(folder: string, shell: PrintedPlace["shell"]): Promise<void> {
  const there = join(folder, "ready");
  await cp(join(folder, "place"), there, { recursive: true });
  const run = async (line: string): Promise<Run> => {
    const done = await shell(line, there);
    if (done.code !== 0) throw new Error(`${line}: ${done.stderr}`);
    return done;
  };
  const [result] = resultsOf(await run("npx camlucida cat.jpg --model my.pth --json"));
  if (!result?.ok) throw new Error(JSON.stringify(result));
  const logits = result.top.toSorted((a, b) => a.class - b.class).map(({ logit }) => logit);
  await writeFile(join(folder, "place/logits.npy"), encodeNpy(Float32Array.from(logits), [logits.length]));
  await run("npx camlucida photos/ -o maps/ --resume results.jsonl");
  for (const part of [1, 2]) await run(`npx camlucida photos/ -r -o parts/ --shard ${part}/2 --resume part${part}.jsonl`);
}
