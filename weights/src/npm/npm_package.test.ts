import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NpmSource } from "../manifest/manifest.ts";
import { npmCommand, npmEnvironment, packFromNpm } from "./npm_package.ts";
import type { ReceivedBytes } from "../download/progress.ts";
import { temporaryFolder, someBytes } from "../testing/temporary.ts";

const tarball = someBytes(200_000, 5);
const source: NpmSource = {
  kind: "npm",
  package: "small-net",
  version: "1.2.3",
  bytes: tarball.length,
  integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
  unpackedBytes: 1,
  folder: "net",
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let into: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  into = join(folder.path, "into");
  await mkdir(into);
  await writeFile(join(folder.path, "tarball"), tarball);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

/** Puts a script in npm's place; it sees `args` and the `option` after a name. */
function pretendNpm(script: string): void {
  const path = join(folder.path, "npm-cli.js");
  writeFileSync(
    path,
    `const fs = require("fs"), path = require("path"), args = process.argv.slice(2);
const option = (name) => args[args.indexOf(name) + 1];
fs.writeFileSync(${JSON.stringify(join(folder.path, "args"))}, JSON.stringify(args));
${script}`,
  );
  vi.stubEnv("npm_execpath", path);
  vi.stubEnv("npm_node_execpath", "node");
}

const deliver =
  'fs.copyFileSync(path.join(__dirname, "tarball"), path.join(option("--pack-destination"), "small-net-1.2.3.tgz"));';

describe("npm pack", () => {
  it("brings the verified tarball, runs no scripts, and names the exact version", async () => {
    pretendNpm(deliver);
    const path = await packFromNpm(source, into, () => undefined);
    expect((await readFile(path)).equals(tarball)).toBe(true);
    const args = JSON.parse(await readFile(join(folder.path, "args"), "utf8")) as string[];
    expect(args).toEqual(expect.arrayContaining(["pack", "small-net@1.2.3", "--ignore-scripts", "--pack-destination", into]));
    expect(args[args.indexOf("--cache") + 1]?.startsWith(into)).toBe(true);
  });

  it("shows how much has arrived, and never more than there is", async () => {
    const growing = join("npm", "growing");
    pretendNpm(`fs.mkdirSync(option("--cache"), { recursive: true });
fs.writeFileSync(path.join(option("--pack-destination"), ${JSON.stringify(growing)}), new Uint8Array(150000));
setTimeout(() => { ${deliver} setTimeout(() => {}, 700) }, 700);`);
    const steps: ReceivedBytes[] = [];
    await packFromNpm(source, into, (step) => steps.push(step));
    expect(steps.map(({ received }) => received)).toContain(150_000);
    expect(steps.every(({ received, total }) => received <= total && total === 200_000)).toBe(true);
    expect(steps.at(-1)).toEqual({ task: "small-net@1.2.3", received: 200_000, total: 200_000 });
  });

  it("refuses a tarball with another integrity or size", async () => {
    pretendNpm(deliver);
    const integrity = source.integrity.replace(/^sha512-./, source.integrity[7] === "A" ? "sha512-B" : "sha512-A");
    await expect(packFromNpm({ ...source, integrity }, into, () => undefined)).rejects.toMatchObject({
      code: "download-wrong-hash",
    });
    await expect(packFromNpm({ ...source, bytes: 7 }, into, () => undefined)).rejects.toMatchObject({
      code: "download-wrong-size",
    });
  });

  it("says npm's error code, and keeps the registry's address to itself", async () => {
    pretendNpm(
      `console.error("npm error code ENOTFOUND\\nnpm error request to https://registry.example.org/small-net failed"); process.exit(1);`,
    );
    const failure = await packFromNpm(source, into, () => undefined).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "npm-failed", message: expect.stringContaining("ENOTFOUND") as string });
    expect(String(failure)).not.toContain("example.org");
  });

  it("says that the disk is full where that is npm's trouble", async () => {
    pretendNpm(`console.error("npm error code ENOSPC"); process.exit(1);`);
    await expect(packFromNpm(source, into, () => undefined)).rejects.toMatchObject({ code: "disk-full" });
  });

  it("stops an npm that brings nothing any more", async () => {
    pretendNpm("setInterval(() => {}, 1000);");
    await expect(packFromNpm(source, into, () => undefined, { bytes: 1, within: 500 })).rejects.toMatchObject({
      code: "npm-failed",
      message: expect.stringContaining("nothing came in 0.5 s") as string,
    });
  });

  it("stops an npm that brings a byte now and then", async () => {
    pretendNpm(`const file = path.join(option("--pack-destination"), "drops");
setInterval(() => fs.appendFileSync(file, "x"), 20);`);
    await expect(packFromNpm(source, into, () => undefined, { bytes: 10_000, within: 1_000 })).rejects.toMatchObject({
      code: "npm-failed",
      message: expect.stringMatching(/only \d+ bytes came in 1 s/) as string,
    });
  });

  it("says so where npm leaves nothing, and where there is no npm", async () => {
    pretendNpm("");
    await expect(packFromNpm(source, into, () => undefined)).rejects.toMatchObject({ code: "npm-failed" });
    vi.stubEnv("npm_node_execpath", join(folder.path, "no-node"));
    await expect(packFromNpm(source, into, () => undefined)).rejects.toMatchObject({ code: "npm-missing" });
    expect(await readdir(into)).toEqual([]);
  });
});

describe("npmCommand", () => {
  it("takes the npm that started us, but neither yarn nor pnpm", () => {
    expect(npmCommand({ npm_execpath: "/lib/npm/bin/npm-cli.js", npm_node_execpath: "/bin/node" }, "linux")).toEqual({
      program: "/bin/node",
      first: ["/lib/npm/bin/npm-cli.js"],
      shell: false,
    });
    expect(npmCommand({ npm_execpath: "/lib/yarn.js", npm_node_execpath: "/bin/node" }, "linux")).toEqual({
      program: "npm",
      first: [],
      shell: false,
    });
    expect(npmCommand({}, "linux")).toEqual({ program: "npm", first: [], shell: false });
    expect(npmCommand({}, "win32")).toEqual({ program: "npm", first: [], shell: true });
  });
});

it("hides the dynamic linker's variables from npm, and nothing else", () => {
  const environment = {
    PATH: "/bin",
    HTTPS_PROXY: "http://proxy",
    LD_LIBRARY_PATH: "/cuda",
    LD_PRELOAD: "x",
    DYLD_LIBRARY_PATH: "y",
    OLD_NEWS: "z",
    GONE: undefined,
  };
  expect(npmEnvironment(environment)).toEqual({ PATH: "/bin", HTTPS_PROXY: "http://proxy", OLD_NEWS: "z" });
});
